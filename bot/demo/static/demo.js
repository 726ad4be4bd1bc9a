"use strict";
// The page: sends lines, presses and forms, and asks every 1.5 s what has changed.

const body = document.body, sheet = document.getElementById("sheet"), outage = document.querySelector(".gone");
const drafts = new Map(); // the values of closed forms, by reader, form and state
let refreshing = false;
let saveTimer = 0; // saves the open form after a pause in the typing
let acting = null; // the conversation of the request under way: new messages there are scrolled to

async function send(path, form, more) {
  const data = new URLSearchParams(new FormData(form));
  for (const [name, value] of Object.entries(more || {})) data.set(name, value);
  const answer = await fetch(path, { method: "POST", body: data, keepalive: data.toString().length < 60000 });
  if (!answer.ok) throw new Error(answer.status);
  return answer.json();
}

function showOutage(yes) { outage.textContent = yes ? body.dataset.gone : ""; outage.hidden = !yes; }

// --- what has changed ---

// `mine` is the conversation in which the reader just did something: new messages there are scrolled to.
async function refresh(mine) {
  if (refreshing) { if (mine) setTimeout(refresh, 100, mine); return; }
  refreshing = true;
  try {
    const asked = new URLSearchParams({ reader: body.dataset.reader, mark: body.dataset.mark, look: body.dataset.look || "" });
    const answer = await fetch(`/demo/state?${asked}`);
    if (answer.status === 200) show(await answer.json(), mine);
    showOutage(!answer.ok);
  } catch { showOutage(true); } finally { refreshing = false; }
}

function show(state, mine) {
  body.dataset.mark = state.mark;
  replacePart(document.getElementById("clock"), state.clock);
  replacePart(document.getElementById("roles"), state.roles);
  showHome(state);
  for (const name of ["messages", "management"]) {
    const log = document.getElementById(name);
    if (log && patch(log, state[name], name === mine || name === acting) && body.dataset.tab !== name)
      document.querySelector(`.tabs [data-to="${name}"]`).classList.add("new");
  }
}

// Replaced only when it has changed, since each rendering has other keys.
function showHome(state) {
  if (state.language !== document.documentElement.lang) { reloadAtTab(); return; }
  const home = document.getElementById("home"), change = (html) => html.match(/data-change="([^"]*)"/)?.[1];
  if (change(home.innerHTML) !== change(state.home)) keepingFocus(home, () => { home.innerHTML = state.home; });
}

// When the language has changed, the whole page is loaded again, at the same tab.
function reloadAtTab() { location.hash = body.dataset.tab; location.reload(); }

function replacePart(part, html) {
  if (part.shown === html) return;
  keepingFocus(part, () => { part.innerHTML = html; });
  part.shown = html;
}

const focusable = (part) => [...part.querySelectorAll("button, a, input:not([type=hidden]), select, textarea, summary")];

// Runs `change`, and moves the focus to the same position in `after`, the element that replaces `part`.
function keepingFocus(part, change, after = part) {
  const at = focusable(part).indexOf(document.activeElement);
  change();
  if (at < 0) return;
  const elements = focusable(after), same = elements[at];
  (same && !same.disabled ? same : elements.find((element) => !element.disabled) || body).focus();
}

// Only messages that changed are replaced, so that reading, focus and opened threads stay as they are.
function patch(log, html, mine) {
  const fresh = document.createElement("div");
  fresh.innerHTML = html;
  const follows = mine || (scrolls(log) && (log.scrollHeight - log.scrollTop - log.clientHeight < 80 || Math.abs(log.scrollTop - log.put) < 9));
  let first = null;
  for (const post of [...fresh.children]) {
    const old = document.getElementById(post.id);
    if (old && old.dataset.change === post.dataset.change) continue;
    if (old) {
      const thread = old.querySelector("details"), same = post.querySelector("details");
      if (thread && same) same.open = thread.open;
      keepingFocus(old, () => { window.drawCards?.(post, old); old.replaceWith(post); }, post);
      continue;
    }
    window.drawCards?.(post);
    log.append(post);
    first ??= post;
  }
  const kept = new Set(html.match(/id="post-[^"]+/g)?.map((match) => match.slice(4)));
  for (const post of [...log.children]) if (!kept.has(post.id) && !post.matches(".opened")) post.remove();
  if (first && !log.clientHeight) log.unseen ??= first; // behind another tab
  else if (first && follows) toPost(log, first);
  else if (first) below(log).hidden = false;
  return first !== null;
}

const below = (log) => log.parentElement.querySelector(".below");

// A log in a low window is no window of its own: the page scrolls.
const scrolls = (log) => getComputedStyle(log).overflowY !== "visible";

// Scrolls to a message; one that is taller than the window is shown from its beginning.
function toPost(log, post) {
  if (!scrolls(log) && log.clientHeight) post.scrollIntoView();
  const height = log.scrollHeight - post.offsetTop + log.offsetTop;
  log.scrollTop = height > log.clientHeight ? post.offsetTop - log.offsetTop - 8 : log.scrollHeight;
  log.put = log.scrollTop;
  below(log).hidden = true;
}

// --- forms ---

const draftKey = (form) => ["reader", "form", "state"].map((name) => form.elements[name].value).join("\n");
const written = (form) => [...new FormData(form)].filter(([name]) => name.startsWith("field."));

function openSheet(html, faulty) {
  sheet.innerHTML = html;
  if (!sheet.open) sheet.showModal();
  const form = sheet.querySelector("form.sheet");
  if (form && !faulty) putBack(form, drafts.get(draftKey(form)) || []);
  const first = sheet.querySelector('[aria-invalid="true"], .faulty input, .faulty textarea');
  (faulty && first ? first : sheet.querySelector("h2")).focus();
  if (!(faulty && first)) sheet.querySelector(".fields").scrollTop = 0;
}

function putBack(form, values) {
  for (const [name, value] of values) {
    const field = form.elements[name];
    if (field) field.value = value;
  }
}

sheet.addEventListener("close", () => {
  const form = sheet.querySelector("form.sheet");
  if (form) { drafts.set(draftKey(form), written(form)); keep(form); }
  sheet.innerHTML = "";
  if (document.activeElement === body) document.getElementById("messages").focus();
});
sheet.addEventListener("click", (event) => {
  const press = event.target.closest("[data-press]");
  if (press) act(press.form, { press: press.dataset.press });
  if (event.target.closest("[data-close]")) sheet.close();
});
// The program also stores a form's values while it is open, so that closing the form or the page loses nothing.
function keep(form) { send(form.getAttribute("action"), form, { kept: "yes" }).catch(() => showOutage(true)); }
function keepOpenSheet() {
  clearTimeout(saveTimer);
  const form = sheet.querySelector("form.sheet");
  if (form && !form.dataset.busy) keep(form);
}
sheet.addEventListener("change", keepOpenSheet);
sheet.addEventListener("input", () => { clearTimeout(saveTimer); saveTimer = setTimeout(keepOpenSheet, 1000); });
window.addEventListener("pagehide", keepOpenSheet);

// --- what is sent ---

function conversationOf(form) {
  const where = form.elements.where?.value;
  return where && (["management", "home"].includes(where) ? where : "messages");
}

async function act(form, more) {
  if (form.dataset.busy) return;
  const button = form.querySelector("button:not([type=button])");
  form.dataset.busy = "yes";
  acting = conversationOf(form);
  button.setAttribute("aria-busy", "true");
  try {
    const answer = await send(form.getAttribute("action"), form, more);
    if (form.elements.key && !answer.faulty) form.elements.key.value = answer.key; // the next press is another request
    if (form.classList.contains("composer")) form.elements.words.value = "";
    afterwards(form, answer);
    showOutage(false);
    await refresh(conversationOf(form));
  } catch { showOutage(true); } finally {
    acting = null;
    delete form.dataset.busy;
    button.removeAttribute("aria-busy");
  }
}

function afterwards(form, answer) {
  const sent = form.classList.contains("sheet");
  if (sent && !answer.faulty) drafts.delete(draftKey(form));
  if (answer.card) window.openCard(form, answer);
  else if (answer.form) openSheet(answer.form, answer.faulty);
  else if (sent) { sheet.innerHTML = ""; sheet.close(); }
}

document.addEventListener("submit", (event) => { event.preventDefault(); act(event.target); });
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || !event.target.matches(".composer textarea")) return;
  event.preventDefault();
  event.target.form.requestSubmit();
});
document.addEventListener("click", (event) => {
  const to = event.target.closest("[data-to]"), down = event.target.closest(".below");
  if (to) turnTo(to.dataset.to);
  if (down) { const log = down.parentElement.querySelector(".log"); toPost(log, log.lastElementChild); log.focus(); }
});

// --- the tabs of a narrow page ---

function turnTo(tab) {
  const wasHere = document.activeElement?.closest(".views");
  body.dataset.tab = tab;
  if (tab === "home") lookAtHome();
  if (wasHere) document.querySelector(`[data-panel="${tab}"] .views [data-to="${tab}"]`)?.focus();
  for (const button of document.querySelectorAll(".tabs button")) {
    if (button.dataset.to !== tab) { button.removeAttribute("aria-current"); continue; }
    button.setAttribute("aria-current", "true");
    button.classList.remove("new");
  }
  const log = document.getElementById(tab);
  if (!log?.matches(".log") || !log.lastElementChild) return;
  toPost(log, log.unseen?.isConnected ? log.unseen : log.lastElementChild);
  log.unseen = null;
}

async function lookAtHome() {
  const asked = new URLSearchParams({ reader: body.dataset.reader, where: "home" });
  try { await fetch("/demo/home", { method: "POST", body: asked }); await refresh(); } catch { showOutage(true); }
}

for (const log of document.querySelectorAll(".log")) {
  if (log.lastElementChild) toPost(log, log.lastElementChild);
  log.addEventListener("scroll", () => {
    if (log.scrollHeight - log.scrollTop - log.clientHeight < 80) below(log).hidden = true;
  });
}
if (location.hash === "#home") { turnTo("home"); history.replaceState(null, "", location.pathname + location.search); }
setInterval(() => { if (!document.hidden) refresh(); }, 1500);
document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
