"""A kind of job whose work each test gives."""


def work(arguments, report):
    raise NotImplementedError
