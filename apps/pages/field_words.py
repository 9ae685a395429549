"""What the field page says, in the reader's language: its modules know keys only."""

from django.utils.translation import gettext as _


def field_words() -> dict[str, str]:
    """Return the strings by key; ``{name}`` stands for what is put in."""
    return {
        # position
        "position_asking": _("Looking for your position…"),
        "position_denied": _("The browser may not ask for your position. Allow it, or type the kilometre."),
        "position_unknown": _("The position cannot be found here. Type the kilometre instead."),
        "position_late": _("The position took too long. Try again under open sky."),
        "position_poor": _("The position is only good to {metres} m: wait, try again, or allow less."),
        "position_found": _("Found, good to {metres} m."),
        "position_choose": _("Good to {metres} m. More than one place fits: choose."),
        "position_off_line": _("The border line is farther than {metres} m from here."),
        "no_line": _("The line was not read yet: connect once, or type the kilometre."),
        "place_choose": _("Where you are"),
        "off_left": _("{metres} m left of the line"),
        "off_right": _("{metres} m right of the line"),
        "off_on": _("on the line"),
        # walk
        "walking": _("Walking: {kept} fixes kept, {poor} too poor, {fast} jumped."),
        "walked": _("Walked: {kept} fixes kept, {poor} too poor, {fast} jumped."),
        "walk_choose": _("Which stretch was walked"),
        "walk_mean": _("{metres} m from the line on average, fixes: {fixes}"),
        "walk_nothing": _(
            "No stretch can be told from these fixes. Walk on, allow less accuracy, or type it."
        ),
        # here
        "verified": _("checked {day}"),
        "signs_not_read": _("Signs are not known without a connection: type kilometres."),
        "not_read": _("The register has not been read: there is no connection."),
        # record
        "field_reason": _("Seen in the field"),
        "photo": _("Photo"),
        "photos": _("photos: {count}"),
        "nothing_to_save": _("Give a status, a note or a photo, or say that it was checked."),
        "not_kept": _("This browser could not keep it. Free some space and save again."),
        # queue
        "state_waiting": _("waiting"),
        "state_sent": _("sent"),
        "state_refused": _("refused"),
        "state_stale": _("overtaken"),
        "state_unseen": _("to be looked at"),
        "unsent": _("Unsent: {count}"),
        "unseen_text": _("You wrote this without having read the register. This is what it holds there now:"),
        "mend": _("Mend it"),
        "send_again": _("Send again"),
        "skip_photo": _("Leave this photo out"),
        "photos_left_out": _("Photos left out: {count}"),
        "got_some": _("Received already: {what}."),
        "got_set": _("what you said of the stretch"),
        "send_seen": _("Send mine on top"),
        "drop_entry": _("Throw away"),
        "thrown_away": _("Thrown away: {what}."),
        "put_back": _("Put it back"),
        "others_wait": _(
            "Entries of another person wait here: {count}. They are sent when that person signs in here again."
        ),
        "others_drop": _("Throw them away"),
        "others_gone": _(
            "Another person saved these here and they were never sent: {count}. Throw them away for good?"
        ),
        # connection
        "is_online": _("Connected. What you save is sent at once."),
        "is_reading": _("Connected. Your role may look here and writes nothing."),
        "is_offline": _("No connection. What you save waits in this browser and is sent later."),
        "shell": _(
            "Opened without a connection: the register is not here. What you save waits in this browser."
        ),
        "session_ended_field": _("Your session has ended. What you saved waits here: sign in to send it."),
        "open_again": _("Connect"),
    }
