const whole = (addresses) => addresses.map((address) => new URL(address, location.href).href);

// Lets the page open without a line: the worker keeps its shell, and this form when it was open once.
export function offline(script, addresses, ready) {
  if (!script || !("serviceWorker" in navigator)) return;
  const keep = whole(addresses);
  navigator.serviceWorker.addEventListener("message", ({ data }) => data === "kept" && ready());
  navigator.serviceWorker
    .register(script)
    .then(() => navigator.serviceWorker.ready)
    .then(({ active }) => active.postMessage({ keep }))
    .catch(() => {}); // without it the queue still works
}

// What stood in the form belongs to whoever answered, and the device may be somebody else's.
export function forget(addresses) {
  const { controller } = navigator.serviceWorker || {};
  if (controller) controller.postMessage({ drop: whole(addresses) });
}
