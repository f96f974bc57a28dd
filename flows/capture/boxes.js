/** Where ``elements`` are aimed at: boxes in CSS pixels from the page's upper left corner, of those that show. */
(elements) =>
  elements
    .filter((element) => element.checkVisibility())
    .map((element) => {
      let rect = element.getBoundingClientRect();
      const label = element.labels?.[0];
      const unseen = rect.width < 4 || rect.height < 4 || rect.right < 0 || getComputedStyle(element).opacity === "0";
      if (label && (unseen || (element.matches("[type=radio], [type=checkbox]") && label.contains(element))))
        // A person aims at the label that holds a box, or that portals draw a box of their own beside.
        rect = label.getBoundingClientRect();
      else if (!element.matches("a, button, input, select, textarea, [role]") && element.textContent.trim()) {
        // The box of a text is that of its words, not of the whole line they stand in.
        const range = document.createRange();
        range.selectNodeContents(element);
        rect = range.getBoundingClientRect();
      }
      return { x: rect.x + scrollX, y: rect.y + scrollY, width: rect.width, height: rect.height };
    });
