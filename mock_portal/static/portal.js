"use strict";

// Every page works without this script, apart from saving at once and showing passwords; it saves detours.

const page = document.querySelector("[data-page]");
const openers = new Map();

// Dialogs: the veil catches clicks, focus stays inside, Escape closes those that can be left.
function openDialog(veil, opener) {
  for (const other of document.querySelectorAll("[data-veil]:not([hidden])")) other.hidden = true;
  veil.hidden = false;
  openers.set(veil, opener);
  veil.querySelector("[data-dialog]").focus();
}

function closeDialog(veil) {
  veil.hidden = true;
  const banner = document.querySelector("[data-banner]");
  if (banner && veil !== banner) {
    openDialog(banner, null);
    return;
  }
  const opener = openers.get(veil);
  (opener && page.contains(opener) ? opener : document.querySelector("main")).focus();
}

function keepFocusInside(event) {
  const veil = document.querySelector("[data-veil]:not([hidden])");
  if (!veil || event.key !== "Tab") return;
  const stops = [...veil.querySelectorAll("a[href], button, input:not([type=hidden])")].filter((stop) => !stop.disabled);
  const [first, last] = [stops[0], stops[stops.length - 1]];
  const at = document.activeElement;
  const leaving = event.shiftKey ? at === first || at === veil.querySelector("[data-dialog]") : at === last;
  if (leaving || !veil.contains(at)) {
    event.preventDefault();
    (event.shiftKey ? last : first).focus();
  }
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  const closer = event.target.closest("[data-closes]");
  const veil = opener && document.getElementById(opener.dataset.opens);
  if (veil) {
    event.preventDefault();
    openDialog(veil, opener);
  } else if (closer) {
    closeDialog(document.getElementById(closer.dataset.closes));
  }
});
document.addEventListener("keydown", (event) => {
  keepFocusInside(event);
  const veil = document.querySelector("[data-veil]:not([hidden])");
  if (event.key === "Escape" && veil?.querySelector("[data-closes]")) closeDialog(veil);
});

const banner = document.querySelector("[data-banner]");
if (banner?.dataset.after) setTimeout(openDialog, Number(banner.dataset.after), banner, null);
else if (banner) openDialog(banner, null);

// Consent without leaving the page: what is typed in it stays.
for (const form of document.querySelectorAll("form[data-consent]")) {
  form.addEventListener("submit", async (event) => {
    if (event.submitter?.formMethod === "get") return;
    event.preventDefault();
    const answer = new URLSearchParams(new FormData(form, event.submitter));
    try {
      const reply = await fetch(form.action, { method: "POST", body: answer, redirect: "manual" });
      if (reply.type !== "opaqueredirect") throw new Error(reply.status);
    } catch {
      HTMLFormElement.prototype.submit.call(form);
      return;
    }
    const veil = form.closest("[data-veil]");
    if (!veil) {
      location.assign(form.elements.retour.value);
      return;
    }
    document.querySelector("[data-banner]")?.remove();
    closeDialog(veil);
  });
}

// Passwords can be shown.
for (const toggle of document.querySelectorAll("[data-shows]")) {
  const field = document.getElementById(toggle.dataset.shows);
  toggle.hidden = false;
  toggle.addEventListener("click", () => {
    const shown = field.type === "password";
    field.type = shown ? "text" : "password";
    toggle.setAttribute("aria-pressed", String(shown));
  });
}

// A form that must be sent once is sent once.
for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    const button = form.querySelector("button:not([type])");
    if (button?.getAttribute("aria-disabled") === "true") event.preventDefault();
    button?.setAttribute("aria-disabled", "true");
  });
}

// What is disabled for a while comes back by itself.
for (const note of document.querySelectorAll("[data-until]")) {
  const enable = () => {
    for (const button of note.closest("form").querySelectorAll("button:disabled")) button.disabled = false;
    note.remove();
  };
  setTimeout(enable, Number(note.dataset.until) * 1000);
}

// The waiting page asks until the creation is done.
const waiting = document.querySelector("[data-awaits]");
async function askAgain() {
  const pause = new Promise((resolve) => setTimeout(resolve, 250));
  try {
    const reply = await fetch(waiting.dataset.awaits);
    if (reply.ok && (await reply.json()).ready) {
      location.replace(waiting.dataset.next);
      return;
    }
  } catch {
    // The portal is out of reach for a moment: the next question may be answered.
  }
  await pause;
  askAgain();
}
if (waiting) askAgain();

// Answers are saved as they are given, one request at a time, the latest last.
const draft = document.querySelector("form[data-saves]");
if (draft) {
  const lines = draft.querySelectorAll("[data-saved]");
  let saving = Promise.resolve();
  let pending = 0;

  const save = async () => {
    const answers = new URLSearchParams(new FormData(draft));
    let outcome = "failed";
    try {
      const reply = await fetch(draft.dataset.saves, { method: "POST", body: answers, keepalive: true, redirect: "manual" });
      if (reply.ok) outcome = "saved";
      else if (reply.type === "opaqueredirect" || reply.status === 403) outcome = "ended";
    } catch {
      // What is said below is all there is to do: the answers are still in the form.
    }
    for (const line of lines) {
      line.toggleAttribute("data-unsaved", outcome !== "saved");
      line.textContent = line.dataset[outcome];
    }
  };
  draft.addEventListener("change", () => {
    for (const line of lines) line.textContent = "";
    pending += 1;
    saving = saving.then(save).finally(() => (pending -= 1));
  });

  // What was saved before must not arrive after what is sent now, and undo it; nor hold it up for ever.
  draft.addEventListener("submit", async (event) => {
    if (!pending) return;
    event.preventDefault();
    await Promise.race([saving, new Promise((done) => setTimeout(done, 5000))]);
    pending = 0;
    draft.requestSubmit(event.submitter);
  });
}
