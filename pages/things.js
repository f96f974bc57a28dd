/**
 * What a person sees on the page: headings, texts, and everything that can be used, each with its kind and its
 * name. Open shadow trees are looked into. What stands in a field is never read.
 *
 * `selectors` are those of declared elements; each thing tells by their places which of them it matches.
 */
(selectors) => {
  const BOX = "input[type=checkbox], [role=checkbox], [role=switch]";
  const CHOICE = "input[type=radio], [role=radio]";
  const HEADING = "h1, h2, h3, h4, h5, h6, [role=heading]";
  const FIELD =
    "input:not([type=hidden], [type=submit], [type=button], [type=reset], [type=image]), textarea, select, " +
    "[role=textbox], [role=searchbox], [role=combobox], [contenteditable=''], [contenteditable=true]";
  const BUTTON =
    "button, summary, input[type=submit], input[type=button], input[type=reset], input[type=image], " +
    "[role=button], [role=menuitem], [role=tab]";
  const LINK = "a[href], area[href], [role=link]";
  const CONTROL = [BOX, CHOICE, FIELD, BUTTON, LINK].join(", ");
  const OTHER = `${CONTROL}, ${HEADING}`;
  const UNREAD = "script, style, noscript, template, input, select, textarea";
  const MAIN = "main, article, section, dialog, form, [role=main], [role=dialog], [role=alertdialog], [role=form]";
  const EDGE = "header, footer, aside, [role=banner], [role=contentinfo], [role=complementary]";
  const LONGEST = 160;

  const squeeze = (words) => words.replace(/[\u200b\u00ad]/g, "").replace(/\s+/g, " ").trim();
  const parent = (node) => node.assignedSlot ?? node.parentElement ?? node.getRootNode().host ?? null;
  const closest = (element, selector) => {
    for (let each = element; each; each = parent(each)) if (each.matches(selector)) return each;
    return null;
  };
  const shownBoxes = (target) => [...target.getClientRects()].filter((box) => box.width > 0 && box.height > 0);
  const boxes = (element) => {
    if (getComputedStyle(element).display !== "contents") return shownBoxes(element);
    const range = document.createRange();
    range.selectNodeContents(element);
    return shownBoxes(range);
  };
  const displayed = (element) => getComputedStyle(element).visibility === "visible" && boxes(element).length > 0;

  /** Whether nobody sees it although it is displayed: cut down to a point, or pushed off the page. */
  const unseen = (element) =>
    boxes(element).every(
      (box) => box.width < 3 || box.height < 3 || box.right + scrollX <= 0 || box.bottom + scrollY <= 0,
    );

  /** Whether a link looks like a button. */
  const boxed = (element) => {
    const style = getComputedStyle(element);
    const filled = style.backgroundImage !== "none" || !/^(transparent|rgba\(.*, 0\))$/.test(style.backgroundColor);
    return filled || parseFloat(style.borderLeftWidth) > 0;
  };

  const content = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.data;
    if (node.nodeType === Node.DOCUMENT_FRAGMENT_NODE) return [...node.childNodes].map(content).join("");
    if (node.nodeType !== Node.ELEMENT_NODE || node.matches(UNREAD)) return "";
    const style = getComputedStyle(node);
    if (style.display === "none" || node.ariaHidden === "true") return "";
    if (node.localName === "img" || node.localName === "svg" || node.hasAttribute("aria-label"))
      return ` ${node.getAttribute("alt") ?? node.ariaLabel ?? node.querySelector(":scope > title")?.textContent ?? ""} `;
    if (node.localName === "br") return " ";
    const slotted = node.localName === "slot" ? node.assignedNodes() : [];
    const children = slotted.length ? slotted : (node.shadowRoot ?? node).childNodes;
    const words = style.visibility === "visible" ? [...children].map(content) : [...node.children].map(content);
    return style.display.startsWith("inline") ? words.join("") : ` ${words.join("")} `;
  };
  const words = (node) => squeeze(content(node));

  const labels = (element) => {
    const own = [...(element.labels ?? [])];
    const around = closest(element, "label");
    return own.length || !around ? own : [around];
  };
  const referred = (element) =>
    (element.getAttribute("aria-labelledby") ?? "")
      .split(/\s+/)
      .map((id) => id && element.getRootNode().getElementById?.(id))
      .filter(Boolean)
      .map((named) => words(named) || squeeze(named.textContent))
      .join(" ");

  /** The name that the markup gives it. */
  const marked = (element, kind) => {
    const labelled = squeeze(referred(element) || element.ariaLabel || "");
    if (labelled) return labelled;
    const label = squeeze(labels(element).map(words).join(" "));
    if (label && (kind === "field" || kind === "box" || kind === "choice")) return label;
    if (element.localName === "input" && kind === "button") return squeeze(element.value || element.alt || "");
    const inner = kind === "field" ? "" : words(element);
    return inner || label || squeeze(element.title || element.getAttribute("placeholder") || "");
  };

  /** What a person takes for its name where the markup gives it none: the words just before it, or after a box. */
  const beside = (element, kind) => {
    for (let each = element, steps = 0; each && steps < 3; each = parent(each), steps += 1) {
      const side = kind === "field" ? "previousSibling" : "nextSibling";
      for (let next = each[side]; next; next = next[side]) {
        if (next.nodeType === Node.ELEMENT_NODE && (next.matches(OTHER) || next.querySelector(OTHER))) return "";
        const found = words(next);
        if (found) return found;
      }
    }
    return "";
  };

  /** The question that a choice answers. */
  const question = (choice) => {
    const group = closest(choice, "fieldset, [role=group], [role=radiogroup]");
    const legend = group?.querySelector("legend");
    const named = group && (squeeze(referred(group) || group.ariaLabel || "") || (legend ? words(legend) : ""));
    if (named) return named;
    const own = marked(choice, "choice");
    for (let each = parent(choice); each && each !== document.body; each = parent(each)) {
      const first = words(each).split(own)[0];
      const answers = [...each.querySelectorAll(CHOICE)].map((other) => marked(other, "choice"));
      const left = squeeze(answers.reduce((rest, answer) => rest.replace(answer, ""), first));
      if (left) return left;
    }
    return "";
  };

  const kindOf = (element) => {
    if (element.matches(BOX)) return "box";
    if (element.matches(CHOICE)) return "choice";
    if (element.matches(HEADING)) return "heading";
    if (element.matches(BUTTON)) return "button";
    if (element.matches(LINK)) return "link";
    return element.matches(FIELD) ? "field" : null;
  };

  /** Something that only the eye takes for a button: it is pressed, but says so in no standard way. */
  const pressed = (element) => {
    if (closest(element, `${CONTROL}, label`) || element.querySelector(`${CONTROL}, label`)) return false;
    if (element.hasAttribute("onclick") || element.onclick || element.tabIndex >= 0) return true;
    const above = parent(element);
    return getComputedStyle(element).cursor === "pointer" && (!above || getComputedStyle(above).cursor !== "pointer");
  };

  /** Whether words of its own stand in it. */
  const says = (element) =>
    [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());

  const things = [];
  const note = (element, kind, given = marked(element, kind)) => {
    const name = given || (kind === "field" || kind === "box" ? beside(element, kind) : "");
    if (!name || name.length > LONGEST) return;
    const edge = kind === "heading" ? null : closest(element, EDGE);
    things.push({
      kind,
      name,
      question: kind === "choice" ? question(element) : "",
      level: kind === "heading" ? Number(element.ariaLevel ?? element.localName[1]) || 2 : 0,
      submits: element.type === "submit" || element.type === "image",
      aside:
        (edge !== null && !closest(parent(edge) ?? document.documentElement, MAIN)) ||
        element.matches("[aria-pressed], [aria-expanded], [aria-haspopup], [href^='#']:not([href='#'])") ||
        element.readOnly === true ||
        (displayed(element) && unseen(element)),
      boxed: kind === "button" || (kind === "link" && boxed(element)),
      inline: says(parent(element) ?? element),
      free: kind === "text" && !closest(element, `${CONTROL}, ${HEADING}, label, legend`),
      selectors: selectors.flatMap((selector, place) => (element.matches(selector) ? [place] : [])),
    });
  };

  const look = (element) => {
    const kind = kindOf(element);
    const stand = kind === "box" || kind === "choice" ? labels(element) : [];
    if (!displayed(element) && !stand.some(displayed)) return;
    const pressable = kind === "button" || kind === "link" || (!kind && pressed(element));
    if (pressable && closest(element, "nav, [role=navigation]")) return;
    if (kind) note(element, kind);
    else if (pressable) note(element, "button");
    if (!says(element) || element.matches(UNREAD) || closest(element, FIELD)) return;
    note(element, "text", words(element));
  };
  const walk = (root) => {
    for (const element of root.querySelectorAll("*")) {
      look(element);
      if (element.shadowRoot) walk(element.shadowRoot);
    }
  };
  walk(document.body ?? document);
  return things;
};
