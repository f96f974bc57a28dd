"use strict";

// The page moves: once shortly after it has loaded, and once while the pointer presses something on it.

const main = document.querySelector("main");

function shift() {
  const news = document.createElement("p");
  news.toggleAttribute("data-news");
  news.textContent = "Information : nos conseillers vous répondent du lundi au vendredi.";
  (main.querySelector("form") ?? main.firstElementChild).before(news);
}

window.addEventListener("load", () => setTimeout(shift, 200));
main.addEventListener("pointerdown", shift, { once: true });
