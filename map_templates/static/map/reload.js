// A page that waits for a job looks again after two seconds, or as soon as somebody looks at it then. It asks once: asking
// again while a slow answer is on its way would throw that away, or load the page anew when it has only just come. Nor does
// it look again when its reader is on the way to another page, which that would call off.

const LOOK_AGAIN_MS = 2000;

function lookAgain() {
  if (document.visibilityState === "visible") location.reload();
  else document.addEventListener("visibilitychange", lookAgain, { once: true });
}

const waiting = setTimeout(lookAgain, LOOK_AGAIN_MS);
addEventListener("beforeunload", () => {
  clearTimeout(waiting);
  document.removeEventListener("visibilitychange", lookAgain);
});
