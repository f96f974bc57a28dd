/**
 * Notices what a person does on the page, and never what is typed.
 *
 * Of an event only its type and its target are looked at, and which keys beside letters are held. What a password
 * field holds is not read, nor how long it is: whether it is filled is told by the browser's own checks of it.
 */
(native) => {
  const ACTS = ["input", "change", "click", "keydown", "keyup", "focusin", "focusout", "reset", "submit", "toggle"];
  const REPLACED = 1500; // milliseconds within which a field that is gone may have been replaced by another
  const ALIKE = ["type", "id", "name", "autocomplete", "placeholder", "aria-label", "aria-labelledby"];
  const touched = new Map(); // when something was last typed into a field, when that was last there, and how it is known

  /** The innermost element that an event is about. */
  const innermost = (event) => native.path(event)[0] ?? native.target(event);

  const note = (event) => {
    const field = innermost(event);
    const now = native.now();
    if ((event.type === "input" || event.type === "change") && field instanceof Element)
      touched.set(field, { at: now, there: now, like: likeness(field) });
    if (event.type === "reset") for (const field of native.target(event).elements ?? []) touched.delete(field);
  };

  const likeness = (field) => {
    const label = field instanceof HTMLInputElement ? native.labels(field)?.[0] : null;
    return JSON.stringify([field.localName, label && native.textContent(label), ...ALIKE.map((name) => native.getAttribute(field, name))]);
  };

  /**
   * When something was last typed into `element`; undefined if nothing was.
   *
   * Pages that draw themselves anew after each key put another field in the place of the one that is typed in: what
   * was done there counts for its successor.
   */
  const lastInput = (element) => {
    const now = native.now();
    for (const [field, past] of touched) {
      if (native.isConnected(field)) past.there = now;
      else if (now - past.there > REPLACED) touched.delete(field);
      else if (!touched.has(element) && past.like === likeness(element)) {
        touched.delete(field);
        touched.set(element, { ...past, there: now });
      }
    }
    return touched.get(element)?.at;
  };

  /** Calls `stirred` after each thing a person does, from the moment it is called. */
  const watch = (stirred) => {
    const heard = (event) => {
      note(event);
      stirred();
    };
    return () => ACTS.forEach((type) => native.on(window, type, heard, { capture: true, passive: true }));
  };

  const kind = (element) =>
    element instanceof HTMLInputElement ? "input"
    : element instanceof HTMLTextAreaElement ? "textarea"
    : element instanceof HTMLSelectElement ? "select"
    : "";

  /** Whether what is in it must not be read: it hides what is typed, or did so until it was asked to show it. */
  const secret = (element) => {
    if (kind(element) !== "input") return false;
    if (native.type(element) === "password") secrets.add(element);
    return secrets.has(element) || /password/.test(native.autocomplete(element));
  };
  const secrets = new WeakSet();

  const seemsFilled = (element) => {
    if (native.matches(element, ":required")) return !native.valueMissing(native.validity.input(element));
    if (native.getAttribute(element, "placeholder")) return !native.matches(element, ":placeholder-shown");
    return native.matches(element, ":autofill") || lastInput(element) !== undefined;
  };

  const filled = (element) => {
    if (secret(element)) return seemsFilled(element);
    switch (kind(element)) {
      case "input": return native.valueOfInput(element) !== "";
      case "textarea": return native.valueOfTextarea(element) !== "";
      case "select": return native.valueOfSelect(element) !== "";
      default: return element.isContentEditable === true && native.textContent(element).trim() !== "";
    }
  };

  const ticked = (element) =>
    (kind(element) === "input" && native.checked(element)) || native.getAttribute(element, "aria-checked") === "true";

  const valid = (element) => {
    const of = kind(element);
    return (!of || native.valid(native.validity[of](element))) && native.getAttribute(element, "aria-invalid") !== "true";
  };

  const focused = (element) => {
    const root = native.rootOf(element);
    const active = root instanceof ShadowRoot ? native.activeInRoot(root) : native.activeElement(document);
    return active !== null && (active === element || native.contains(element, active)) && active !== document.body;
  };

  /** What a person did with `elements`, the parts of one field; `seen` tells which are. */
  const hand = (elements, seen) => {
    if (!elements.length) return null;
    const inputs = elements.map(lastInput).filter((last) => last !== undefined);
    return {
      visible: elements.some(seen),
      filled: elements.every(filled),
      focused: elements.some(focused),
      ticked: elements.some(ticked),
      valid: elements.every(valid),
      quiet: inputs.length ? (native.now() - Math.max(...inputs)) / 1000 : null,
    };
  };

  return { hand, innermost, secret, watch };
};
