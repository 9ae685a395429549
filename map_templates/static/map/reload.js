// A page that waits for a job looks again every two seconds while somebody looks at it.

const LOOK_AGAIN_MS = 2000;

setInterval(() => {
  if (document.visibilityState === "visible") location.reload();
}, LOOK_AGAIN_MS);
