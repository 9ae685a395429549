/** The session that ended while the page was reading: what is told, and the way back to this place. */

import { toast } from "./toast.js";

/**
 * Return what tells it, and tell it of readings that nobody waits for, too.
 * What was typed is kept by the form, which `madeForm` gives once it is made; before that the page goes no further.
 */
export function endedSession({ urls }, language, madeForm) {
  const tell = (error) => {
    const form = madeForm();
    form?.refuse(error);
    const next = encodeURIComponent(location.pathname + location.search);
    const link = { text: language.t("sign_in_again"), href: `${urls.sign_in}?next=${next}` };
    toast(language.t("session_over"), language, link);
    return form ? undefined : new Promise(() => {});
  };
  addEventListener("unhandledrejection", (event) => {
    if (!event.reason?.isSessionEnded) return;
    event.preventDefault();
    tell(event.reason);
  });
  return tell;
}
