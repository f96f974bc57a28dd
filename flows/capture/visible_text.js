/**
 * What can be read on the page, one line for each paragraph, cell or field: texts, values, what pseudo-elements
 * say, and alternative texts, shadow roots included. Passwords are left out: pictures show them as dots.
 */
() => {
  const UNREAD = "script, style, template, noscript, textarea, select";
  const UNSHOWN = "[type=password], [type=hidden], [type=checkbox], [type=radio]";
  const SPOKEN = ["title", "alt", "aria-label", "aria-description", "aria-valuetext", "placeholder"];
  const GROUP = /^[A-Za-z]{0,2}\d[\dA-Za-z]{0,10}$/;
  const lines = [];
  const stands = [];
  let pieces = [];
  let first = null;

  const endLine = () => {
    const line = pieces.join("");
    if (line.trim()) {
      lines.push(line);
      stands.push({ text: line.trim(), node: first });
    }
    first = null;
    // What stands side by side without a space may be apart on the screen: each piece counts by itself, too.
    if (pieces.length > 1) lines.push(...pieces.filter((piece) => piece.trim()));
    pieces = [];
  };

  const own = (text, element) => {
    endLine();
    first = element;
    pieces.push(text);
    endLine();
  };

  const pseudo = (element, which) => {
    const { content, display } = getComputedStyle(element, which);
    if (content === "none" || content === "normal" || display === "none") return;
    for (const [, string, attribute] of content.matchAll(/"((?:[^"\\]|\\.)*)"|attr\(([\w-]+)/g))
      pieces.push(string?.replace(/\\(.)/g, "$1") ?? element.getAttribute(attribute) ?? "");
  };

  /** Whether what stands right within an element shows; what is within undisplayed ones is never asked for. */
  const shows = (element) => {
    const { display, visibility } = getComputedStyle(element);
    return visibility === "visible" && (display === "contents" || element.checkVisibility());
  };

  const inside = (node, seen = shows(node instanceof ShadowRoot ? node.host : node)) => {
    for (const child of node.childNodes) {
      if (child.nodeType === Node.TEXT_NODE) {
        if (!seen) continue;
        if (child.data.trim()) first ??= child;
        pieces.push(child.data.replace(/\s+/g, " "));
      } else if (child.nodeType === Node.ELEMENT_NODE) read(child);
    }
  };

  /** What a list shows: all of it, or what is chosen where it is folded up. */
  const choices = (list) => {
    if (list.size < 2 && !list.multiple) return list.selectedOptions;
    return [...list.querySelectorAll("option, optgroup")];
  };

  const read = (element) => {
    const { display, listStyleType } = getComputedStyle(element);
    if (display === "none" || element.matches("br")) return endLine();
    const apart = display !== "inline" && display !== "contents";
    if (apart) endLine();
    const seen = shows(element);
    if (seen) {
      for (const name of SPOKEN) if (element.hasAttribute(name)) own(element.getAttribute(name), null);
      if (element.matches("select")) for (const choice of choices(element)) own(choice.label, element);
      else if (element.matches("input, textarea") && !element.matches(UNSHOWN)) own(element.value, element);
    }
    if (seen && display === "list-item") {
      pseudo(element, "::marker");
      pieces.push(listStyleType.match(/^"(.*)"$/)?.[1] ?? "");
    }
    if (!element.matches(UNREAD)) {
      if (seen) pseudo(element, "::before");
      if (element.shadowRoot) inside(element.shadowRoot);
      inside(element);
      if (element.matches("slot")) inside({ childNodes: element.assignedNodes() }, seen);
      if (seen) pseudo(element, "::after");
    }
    if (apart) endLine();
  };

  // What is broken over cells or fields of their own

  const boxOf = (node) => {
    if (node.nodeType === Node.ELEMENT_NODE) return node.getBoundingClientRect();
    const range = document.createRange();
    range.selectNodeContents(node);
    return range.getBoundingClientRect();
  };

  const goOn = (before, after) => {
    const [from, to] = [boxOf(before.node), boxOf(after.node)];
    const level = Math.abs(from.top + from.bottom - to.top - to.bottom) < from.height;
    return level && to.left > from.left && to.left - from.right < 2 * Math.max(from.height, to.height);
  };

  /** Whether two neighbours may be parts of one number, or of one address. */
  const alike = (before, after) =>
    (GROUP.test(before.text) && GROUP.test(after.text)) || before.text.endsWith("@") || after.text.startsWith("@");

  /** What stands side by side, each part in a box of its own, once more as a whole. */
  const addRows = () => {
    let row = [];

    const endRow = () => {
      const whole = row.map(({ text }) => text).join(" ");
      if (row.length > 2 || (row.length > 1 && whole.includes("@"))) lines.push("", whole);
      row = [];
    };

    for (const stand of stands.filter(({ node }) => node)) {
      const last = row.at(-1);
      if (last && !(alike(last, stand) && goOn(last, stand))) endRow();
      row.push(stand);
    }
    endRow();
  };

  if (document.body) read(document.body);
  endLine();
  addRows();
  return lines.join("\n");
};
