/**
 * What can be read on the page, one line for each paragraph, cell or field: texts, values, what pseudo-elements
 * say, and alternative texts, shadow roots included. Passwords are left out: pictures show them as dots.
 */
() => {
  const UNREAD = "script, style, template, noscript, textarea, select";
  const UNSHOWN = "[type=password], [type=hidden], [type=checkbox], [type=radio]";
  const SPOKEN = ["title", "alt", "aria-label", "aria-description", "aria-valuetext", "placeholder"];
  const lines = [];
  let pieces = [];

  const endLine = () => {
    const line = pieces.join("");
    if (line.trim()) lines.push(line);
    // What stands side by side without a space may be apart on the screen: each piece counts by itself, too.
    if (pieces.length > 1) lines.push(...pieces.filter((piece) => piece.trim()));
    pieces = [];
  };

  const own = (text) => {
    endLine();
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

  const inside = (node) => {
    const seen = shows(node instanceof ShadowRoot ? node.host : node);
    for (const child of node.childNodes) {
      if (child.nodeType === Node.TEXT_NODE) {
        if (seen) pieces.push(child.data.replace(/\s+/g, " "));
      } else if (child.nodeType === Node.ELEMENT_NODE) read(child);
    }
  };

  const read = (element) => {
    const { display } = getComputedStyle(element);
    if (display === "none" || element.matches("br")) return endLine();
    const apart = display !== "inline" && display !== "contents";
    if (apart) endLine();
    const seen = shows(element);
    if (seen) {
      for (const name of SPOKEN) if (element.hasAttribute(name)) own(element.getAttribute(name));
      if (element.matches("select")) for (const option of element.selectedOptions) own(option.label);
      else if (element.matches("input, textarea") && !element.matches(UNSHOWN)) own(element.value);
    }
    if (!element.matches(UNREAD)) {
      if (seen) pseudo(element, "::before");
      if (element.shadowRoot) inside(element.shadowRoot);
      inside(element);
      if (seen) pseudo(element, "::after");
    }
    if (apart) endLine();
  };

  if (document.body) read(document.body);
  endLine();
  return lines.join("\n");
};
