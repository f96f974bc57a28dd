/**
 * Holds the page still for its picture: fonts and images are there, images below the fold too, nothing moves, the
 * caret is hidden, and the page stands at its top. Returns how many pixels of a part that scrolls by itself (a
 * dialog, a whole application) cannot be seen at once. The window keeps `hidden`, which tells it again, `freshen`,
 * which has everything painted anew, and `restore`, which puts back what was changed.
 */
async (patience) => {
  const QUIET = "*, ::before, ::after { transition: none !important; caret-color: transparent !important; }";
  // A layer of its own is painted as a whole: what is painted in parts may differ by a shade where they meet.
  const FRESH = ":root { will-change: opacity !important; }";
  const undo = [];
  const soon = new Promise((resolve) => setTimeout(resolve, patience));
  const frame = () => Promise.race([new Promise((resolve) => requestAnimationFrame(() => resolve())), soon]);

  const rootsIn = (root) =>
    [...root.querySelectorAll("*")].reduce(
      (found, element) => (element.shadowRoot ? [...found, ...rootsIn(element.shadowRoot)] : found),
      [root],
    );

  const loaded = async () => {
    if (document.readyState === "complete") return;
    await new Promise((resolve) => addEventListener("load", resolve, { once: true }));
  };

  /** What comes only once it is scrolled to is there in the picture too. */
  const scrollThrough = async () => {
    const [x, y, page] = [scrollX, scrollY, document.documentElement];
    if (page.scrollHeight > innerHeight + 1)
      for (let top = 0; top < page.scrollHeight; top += innerHeight) {
        scrollTo({ left: 0, top, behavior: "instant" });
        await frame();
      }
    if (x === scrollX && y === scrollY && !x && !y) return;
    scrollTo({ left: 0, top: 0, behavior: "instant" });
    undo.push(() => scrollTo({ left: x, top: y, behavior: "instant" }));
  };

  const pictures = async (roots) => {
    const images = roots.flatMap((root) => [...root.querySelectorAll("img")]);
    for (const image of images.filter((each) => each.loading === "lazy")) image.loading = "eager";
    await Promise.all(images.map((image) => image.decode().catch(() => undefined)));
  };

  const adopt = (root, rules) => {
    // Unlike a style element, this needs no leave of the page's policy.
    const added = new CSSStyleSheet();
    added.replaceSync(rules);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, added];
    undo.push(() => (root.adoptedStyleSheets = root.adoptedStyleSheets.filter((sheet) => sheet !== added)));
  };

  const halt = (animation) => {
    const { endTime } = animation.effect?.getComputedTiming() ?? {};
    if (animation.playState !== "running" || !(animation.timeline instanceof DocumentTimeline)) return;
    if (Number.isFinite(endTime) && animation.playbackRate > 0) return animation.finish();
    const time = animation.currentTime;
    animation.pause();
    animation.currentTime = 0;
    undo.push(() => {
      animation.currentTime = time;
      animation.play();
    });
  };

  const hidden = () =>
    [...document.querySelectorAll("body, body *")]
      .filter((element) => element.scrollHeight > element.clientHeight + 4 && element.clientHeight > 100)
      .filter((element) => /auto|scroll/.test(getComputedStyle(element).overflowY) && element.checkVisibility())
      .reduce((most, element) => Math.max(most, element.scrollHeight - element.clientHeight), 0);

  await Promise.race([loaded(), soon]);
  const roots = rootsIn(document);
  await scrollThrough();
  await Promise.race([Promise.all([document.fonts.ready, pictures(roots)]), soon]);
  roots.forEach((root) => adopt(root, QUIET));
  roots.flatMap((root) => root.getAnimations()).forEach(halt);
  window[Symbol.for("parcours")] = {
    hidden,
    freshen: () => adopt(document, FRESH),
    restore: () => {
      undo.reverse().forEach((step) => step());
      delete window[Symbol.for("parcours")];
    },
  };
  return hidden();
};
