/**
 * What the overlay needs in a frame of the page: nothing is drawn there, but what a person does is told, and where
 * things stand in the frame's own window.
 */
(native, watcher, survey, key) => {
  const send = window[key];
  let telling = false;
  const stirred = () => {
    if (telling) return;
    telling = true;
    native.later(() => {
      telling = false;
      send("stir", null).catch(() => null); // there is nobody any more to answer
    }, 16);
  };

  /** Where what is pointed at is, and `others` that should not be covered. */
  const box = (elements) => {
    const all = survey.chosen(elements);
    const room = { left: 0, top: 0, right: window.innerWidth, bottom: window.innerHeight };
    return all.length ? { ...survey.aimOfAll(all), others: survey.obstacles(room, null) } : null;
  };

  delete window[key];
  Object.defineProperty(window, key, {
    value: Object.freeze({ box, placed: survey.placed, hand: (elements) => watcher.hand(survey.chosen(elements), survey.seen) }),
    configurable: true,
  });
  watcher.watch(stirred)();
  ["scroll", "resize", "load"].forEach((type) => native.on(window, type, stirred, { capture: true, passive: true }));
};
