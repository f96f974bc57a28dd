"use strict";
// Pictures stand side by side to compare, or below one another at full size to read.
for (const figures of document.querySelectorAll(".figures")) {
  if (figures.children.length < 2) continue;
  const button = document.createElement("button");
  button.type = "button";
  button.setAttribute("aria-pressed", "false");
  button.textContent = "Agrandir";
  button.setAttribute("aria-label", `Agrandir les images : ${figures.closest("section").querySelector("h2").textContent}`);
  button.addEventListener("click", () => {
    const large = figures.closest("section").classList.toggle("large");
    button.setAttribute("aria-pressed", String(large));
  });
  figures.before(button);
}
