"use strict";
// A callout and its sentence light up together, whichever is pointed at or has the focus.
for (const part of document.querySelectorAll(".part")) {
  const light = (event) => {
    const number = event.target.closest?.("[data-callout]")?.dataset.callout;
    for (const each of part.querySelectorAll("[data-callout]")) {
      each.classList.toggle("lit", each.dataset.callout === number);
    }
    part.classList.toggle("lighting", number !== undefined);
  };
  for (const kind of ["pointerover", "focusin"]) part.addEventListener(kind, light);
  for (const kind of ["pointerleave", "focusout"]) part.addEventListener(kind, () => light({ target: part }));
}
// A picture that is wider than the screen can be scrolled, by keyboard too, and begins at its callouts.
const settle = () => {
  for (const picture of document.querySelectorAll(".picture")) {
    const scrolls = picture.scrollWidth > picture.clientWidth + 1;
    picture.toggleAttribute("tabindex", scrolls);
    picture.classList.toggle("scrolls", scrolls);
    picture.nextElementSibling.hidden = !scrolls;
    if (!scrolls) {
      picture.removeAttribute("role");
      picture.removeAttribute("aria-label");
      continue;
    }
    picture.tabIndex = 0;
    picture.setAttribute("role", "group");
    picture.setAttribute("aria-label", picture.dataset.label);
    const frames = [...picture.querySelectorAll(".frame")].map((frame) => frame.getBoundingClientRect());
    if (!frames.length) continue;
    const left = Math.min(...frames.map((frame) => frame.left));
    picture.scrollLeft += left - picture.getBoundingClientRect().left - 48;
  }
};
addEventListener("resize", settle);
settle();
