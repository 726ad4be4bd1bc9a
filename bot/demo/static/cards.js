"use strict";
// Draws cards as Teams would, with Microsoft's renderer, and sends what is pressed on them.

const shapes = JSON.parse(document.body.dataset.shapes);
const colours = (...names) => Object.fromEntries(names.map(([name, value, subtle]) =>
  [name, { default: `var(--${value})`, subtle: `var(--${subtle || value})` }]));
const look = {
  foregroundColors: colours(["default", "ink", "soft"], ["accent", "deep"], ["attention", "fault"], ["good", "green"],
    ["warning", "yellow"], ["dark", "ink"], ["light", "paper"]),
};
const hostConfig = new AdaptiveCards.HostConfig({
  fontFamily: "inherit",
  fontSizes: { small: 13, default: 15, medium: 17, large: 20, extraLarge: 24 },
  fontWeights: { lighter: 300, default: 400, bolder: 650 },
  spacing: { small: 4, default: 8, medium: 12, large: 16, extraLarge: 24, padding: 12 },
  separator: { lineThickness: 1, lineColor: "var(--edge)" },
  containerStyles: {
    default: { backgroundColor: "var(--paper)", ...look }, emphasis: { backgroundColor: "var(--hover)", ...look },
  },
  actions: { maxActions: 6, buttonSpacing: 8, actionsOrientation: "horizontal", actionAlignment: "left" },
  textBlock: { headingLevel: 3 },
  inputs: {
    label: {
      inputSpacing: "small",
      requiredInputs: { weight: "bolder", color: "default", suffix: " *", suffixColor: "attention" },
      optionalInputs: { weight: "bolder", color: "default" },
    },
    errorMessage: { color: "attention", weight: "bolder", spacing: "small" },
  },
});
AdaptiveCards.AdaptiveCard.onProcessMarkdown = (_text, result) => { result.didProcess = false; };
AdaptiveCards.GlobalSettings.setTabIndexAtCardRoot = false;

function drawCard(host, card) {
  const drawn = new AdaptiveCards.AdaptiveCard(), found = new AdaptiveCards.SerializationContext();
  drawn.hostConfig = hostConfig;
  drawn.onExecuteAction = (action) => press(host, action);
  drawn.parse(card, found);
  for (let i = 0; i < found.eventCount; i++) console.error(found.getEventAt(i).message);
  host.replaceChildren(drawn.render());
  host.drawn = JSON.stringify(card);
  host.querySelectorAll("textarea").forEach((field) => { field.rows = 3; });
  lightUp(host);
}

// The traffic lights as shapes of the style sheet, as in the page's own messages: no font with emoji is needed.
function lightUp(host) {
  const any = new RegExp(`(${Object.keys(shapes).join("|")})`), walker = document.createTreeWalker(host, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) if (any.test(walker.currentNode.data) && !walker.currentNode.parentElement.matches("option, textarea")) texts.push(walker.currentNode);
  for (const text of texts) text.replaceWith(...text.data.split(any).filter(Boolean).map((piece) => {
    if (!shapes[piece]) return piece;
    const light = document.createElement("span");
    light.className = `light ${shapes[piece]}`;
    light.setAttribute("aria-hidden", "true");
    light.textContent = piece;
    return light;
  }));
}

async function press(host, action) {
  if (host.dataset.busy) return;
  host.dataset.busy = "yes";
  const { reader, where, post, key } = host.dataset;
  const asked = new URLSearchParams({ reader, where, post: post || "", key, card: JSON.stringify(action.data) });
  try {
    const answer = await fetch("/demo/card", { method: "POST", body: asked });
    if (!answer.ok) throw new Error(answer.status);
    showAnswer(host, await answer.json());
    showOutage(false);
    await refresh(where === "management" ? where : "messages");
  } catch { showOutage(true); } finally { delete host.dataset.busy; }
}

// A form takes the card's place, as in Teams; afterwards the card is there again, or goes if it was only a form.
function showAnswer(host, answer) {
  host.dataset.key = answer.key;
  if (answer.card) {
    drawCard(host, answer.card);
    const top = host.querySelector("[role=heading]") || host;
    top.setAttribute("tabindex", "-1");
    top.focus({ preventScroll: true });
    toPost(host.closest(".log"), host);
  } else if (host.dataset.card) drawCard(host, JSON.parse(host.dataset.card));
  else host.closest(".post").remove();
}

// The card of a form that was asked for in words: a post of its own at the end.
function openCard(form, answer) {
  const where = conversationOf(form), log = document.getElementById(where), host = document.createElement("div");
  const post = document.createElement("div");
  host.className = "card";
  Object.assign(host.dataset, { reader: document.body.dataset.reader, where: form.elements.where.value });
  post.className = "post opened";
  post.append(host);
  log.append(post);
  showAnswer(host, answer);
}

window.openCard = openCard;
// Draws the cards of a part of the page that takes the place of `before`. A form that stands in a card's place stays until
// it is sent or closed, with what is written in it; below it is the new card then.
window.drawCards = (part, before) => {
  const there = before ? [...before.querySelectorAll(".card")] : [];
  [...part.querySelectorAll(".card")].forEach((host, at) => {
    const old = there[at], isForm = old && old.drawn !== JSON.stringify(JSON.parse(old.dataset.card));
    if (!isForm) { drawCard(host, JSON.parse(host.dataset.card)); return; }
    old.dataset.card = host.dataset.card;
    host.replaceWith(old);
  });
};
window.drawCards(document);
