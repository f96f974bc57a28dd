/**
 * Holds the page still for its picture: fonts and images are there, images below the fold too, nothing moves, the
 * caret is hidden, films and GIF images show their first frame, the page stands at its top, and what sticks to the
 * window's lower edge at its end. Returns how many pixels of a part that scrolls by itself (a dialog, a whole
 * application) cannot be seen at once. The window keeps `hidden`, which tells it again, `freshen`, which has
 * everything painted anew, `later`, which is given what to undo besides, and `restore`, which puts back what was
 * changed.
 */
async (patience) => {
  const QUIET = "*, ::before, ::after { transition: none !important; caret-color: transparent !important; }";
  // A layer of its own is painted as a whole: what is painted in parts may differ by a shade where they meet.
  const FRESH = ":root { will-change: opacity !important; }";
  const ASKING =
    "[role=dialog], [role=alertdialog], dialog, [id*=cookie i], [class*=cookie i], [id*=consent i], [class*=consent i]";
  const KEY = Symbol.for("parcours");
  const undo = [];
  const soon = new Promise((resolve) => setTimeout(resolve, patience));

  const rootsIn = (root) =>
    [...root.querySelectorAll("*")].reduce(
      (found, element) => (element.shadowRoot ? [...found, ...rootsIn(element.shadowRoot)] : found),
      [root],
    );

  const loaded = async () => {
    if (document.readyState === "complete") return;
    await new Promise((resolve) => addEventListener("load", resolve, { once: true }));
  };

  /** Until all observers have been told of what is in view now: this one is told with them. */
  const noticed = () =>
    new Promise((resolve) => {
      const observer = new IntersectionObserver(() => resolve(observer.disconnect()));
      observer.observe(document.documentElement);
    });

  const visit = async (top) => {
    scrollTo({ left: 0, top, behavior: "instant" });
    await Promise.race([noticed(), soon]);
  };

  /** What comes only once it is scrolled to is there in the picture too; without scripts and frames, nothing does. */
  const scrollThrough = async () => {
    const [x, y, page] = [scrollX, scrollY, document.documentElement];
    if (page.scrollHeight > innerHeight + 1 && document.querySelector("script, iframe, object, embed")) {
      for (let top = innerHeight; top < page.scrollHeight; top += innerHeight) await visit(top);
      await visit(0);
    }
    if (!x && !y) return;
    scrollTo({ left: 0, top: 0, behavior: "instant" });
    undo.push(() => scrollTo({ left: x, top: y, behavior: "instant" }));
  };

  const pictures = async (images) => {
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

  /** A film that has begun, or begins by itself, shows its first frame, and goes on from where it was. */
  const rewind = async (film) => {
    const { currentTime, paused } = film;
    if ((paused && !film.played.length) || film.readyState < HTMLMediaElement.HAVE_METADATA || !film.seekable.length)
      return;
    const rewound = new Promise((resolve) => film.addEventListener("seeked", resolve, { once: true }));
    film.pause();
    film.currentTime = 0;
    undo.push(() => {
      film.currentTime = currentTime;
      if (!paused) film.play().catch(() => undefined);
    });
    await rewound;
  };

  /**
   * No script can stop an animated image. A canvas shows its first frame in its place, and the image keeps that
   * canvas as a property, for whoever hides it.
   */
  const freeze = (image) => {
    const place = image.getBoundingClientRect();
    const { objectFit, objectPosition, borderRadius } = getComputedStyle(image);
    const frozen = document.createElement("canvas");
    [frozen.width, frozen.height, frozen.ariaLabel] = [image.naturalWidth, image.naturalHeight, image.alt];
    frozen.getContext("2d").drawImage(image, 0, 0);
    const [width, height] = [`${place.width}px`, `${place.height}px`];
    const box = { position: "absolute", left: "0", top: "0", margin: "0", width, height };
    Object.assign(frozen.style, { ...box, objectFit, objectPosition, borderRadius });
    image.after(frozen);
    const [from, to] = [frozen.getBoundingClientRect(), image.getBoundingClientRect()];
    Object.assign(frozen.style, { left: `${to.x - from.x}px`, top: `${to.y - from.y}px` });
    const covered = image.animate({ visibility: ["hidden", "hidden"] }, { duration: 1, fill: "both" });
    image[KEY] = frozen;
    undo.push(() => {
      covered.cancel();
      frozen.remove();
      delete image[KEY];
    });
  };

  /**
   * A bar at the lower edge of the window stands at that of the page, as it would cover the middle of the picture,
   * and what a person would scroll up from under it. What asks to be answered stays where it is met.
   */
  const sink = (element) => {
    const { position, top, bottom } = getComputedStyle(element);
    const depth = document.documentElement.scrollHeight - innerHeight;
    const place = element.getBoundingClientRect();
    const isBar = place.bottom > innerHeight * 0.85 && place.height > 0 && place.height < innerHeight / 6;
    if (depth < 1 || !isBar || !/fixed|sticky/.test(position) || element.closest(ASKING)) return;
    const frame =
      position === "sticky"
        ? { bottom: "auto" }
        : { top: `${parseFloat(top) + depth}px`, bottom: `${parseFloat(bottom) - depth}px` };
    const sunk = element.animate([frame, frame], { duration: 1, fill: "both" });
    undo.push(() => sunk.cancel());
  };

  const isMoving = (image) =>
    /^data:image\/gif|\.gif(?:[?#]|$)/i.test(image.currentSrc) && image.naturalWidth && image.checkVisibility();

  const hidden = () =>
    [...document.querySelectorAll("body, body *")]
      .filter((element) => element.scrollHeight > element.clientHeight + 4 && element.clientHeight > 100)
      .filter((element) => /auto|scroll/.test(getComputedStyle(element).overflowY) && element.checkVisibility())
      .reduce((most, element) => Math.max(most, element.scrollHeight - element.clientHeight), 0);

  await Promise.race([loaded(), soon]);
  const roots = rootsIn(document);
  const all = (selector) => roots.flatMap((root) => [...root.querySelectorAll(selector)]);
  await scrollThrough();
  await Promise.race([Promise.all([document.fonts.ready, pictures(all("img"))]), soon]);
  await Promise.race([Promise.all(all("video").map(rewind)), soon]);
  all("img").filter(isMoving).forEach(freeze);
  roots.forEach((root) => adopt(root, QUIET));
  roots.flatMap((root) => root.getAnimations()).forEach(halt);
  if (document.documentElement.scrollHeight > innerHeight) all("*").forEach(sink);
  window[KEY] = {
    hidden,
    freshen: () => adopt(document, FRESH),
    later: (step) => undo.push(step),
    restore: () => {
      undo.reverse().forEach((step) => step());
      delete window[KEY];
    },
  };
  return hidden();
};
