// Keeps the page current: asks for the same page every few seconds, and swaps what is new. Without it the page reloads.
"use strict";

const live = document.getElementById("live");
const pause = document.getElementById("pause");
const offline = document.getElementById("offline");
const changes = document.getElementById("changes");
const TOO_OLD = document.getElementById("too-old");
const STEP_SECONDS = 1, WALL_SECONDS = 20, SILENT_SECONDS = 40, PATIENCE_SECONDS = 10, MOST_SPOKEN = 4;
const seconds = () => performance.now() / 1000;
let clock = { server: Number(live.dataset.now), browser: seconds() };
let tag = `"${live.dataset.tag}"`, asking = false, answeredAt = seconds(), isPaused = false, isBusy = false, page = null;

const serverNow = () => clock.server + seconds() - clock.browser;

function spelled(age) {
  const whole = Math.max(0, Math.round(age));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return whole % 60 ? `${Math.floor(whole / 60)} min ${whole % 60} s` : `${whole / 60} min`;
  return `${Math.floor(whole / 3600)} h ${Math.floor(whole % 3600 / 60)} min`;
}

// Ages go on by the browser's own clock, and are judged by the rules that callers get, whether the server answers or not.
function tick() {
  for (const each of live.querySelectorAll("[data-since]")) each.textContent = spelled(serverNow() - each.dataset.since);
  for (const row of live.querySelectorAll("[data-ageing]")) {
    const age = serverNow() - row.dataset.measuredAt;
    row.classList.toggle("has-aged", age > Number(row.dataset.fresh));
    if (age > Number(row.dataset.ageing)) goStale(row);
  }
  const late = document.getElementById("late");
  const isEmpty = !live.querySelector("[data-status]");
  if (late) late.hidden = isEmpty || serverNow() - late.dataset.measuredAt <= Number(late.dataset.fresh);
  const silent = seconds() - answeredAt;
  offline.hidden = !isPaused && silent <= SILENT_SECONDS;
  offline.textContent = offline.hidden ? "" : isPaused
    ? `Paused. What you see is ${spelled(silent)} old.`
    : `Not updating for ${spelled(silent)}: ${why()}.`;
}

function why() {
  if (isBeingFilledIn()) return "you are filling in a form";
  return isBusy ? "the server is busy, or the table does not answer" : "the server does not answer";
}

// No old figure may look like one of now, also while nobody answers.
function goStale(row) {
  if (row.dataset.status === TOO_OLD.dataset.word) return;
  row.dataset.status = TOO_OLD.dataset.word;
  row.classList.add("has-gone-stale");
  row.querySelector(".now").replaceChildren(TOO_OLD.content.cloneNode(true));
}

const statuses = () => new Map([...live.querySelectorAll("[data-status]")].map((row) => [row.dataset.name, row.dataset.status]));

function speakChanges(before) {
  const changed = [...statuses()].filter(([name, status]) => before.has(name) && before.get(name) !== status);
  if (changed.length) changes.textContent = changed.slice(0, MOST_SPOKEN).map((each) => `${each.join(": ")}.`).join(" ");
}

// A form that somebody fills in must not vanish under their hands.
function isBeingFilledIn() {
  const fields = [...live.querySelectorAll("input:not([type=hidden]), textarea, select")];
  return fields.some((each) => each === document.activeElement || (each.tagName !== "SELECT" && each.value !== each.defaultValue));
}

function swap(text) {
  const fresh = new DOMParser().parseFromString(text, "text/html"), found = fresh.getElementById("live");
  if (!found) return location.reload();
  const before = statuses(), focused = document.activeElement?.id, isUnfolded = Boolean(live.querySelector("details[open]"));
  live.replaceChildren(...document.adoptNode(found).childNodes);
  Object.assign(live.dataset, found.dataset);
  document.title = fresh.title;
  for (const each of live.querySelectorAll("details")) each.open = isUnfolded;
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  speakChanges(before);
  prepare();
}

async function ask() {
  if (asking || isPaused || document.hidden || isBeingFilledIn()) return;
  asking = true;
  try {
    const url = new URL(location.href);
    if (page) url.searchParams.set("page", page);
    const signal = AbortSignal.timeout(1000 * PATIENCE_SECONDS);
    const answer = await fetch(url, { headers: { "If-None-Match": tag }, redirect: "manual", signal });
    if (answer.type === "opaqueredirect") return location.reload();
    isBusy = answer.status !== 200 && answer.status !== 304;
    if (isBusy) return;
    clock = { server: Number(answer.headers.get("Board-Now")), browser: seconds() };
    answeredAt = seconds();
    if (answer.status === 304) return;
    tag = answer.headers.get("ETag");
    swap(await answer.text());
  } catch {
    isBusy = false;  // Nobody answers: the banner says so, and the next try follows.
  } finally {
    asking = false;
    tick();
  }
}

// A sentence in the browser's own voice of its language.
function listen({ currentTarget: { dataset } }) {
  const utterance = new SpeechSynthesisUtterance(dataset.say);
  utterance.lang = dataset.lang;
  speechSynthesis.cancel();
  speechSynthesis.speak(utterance);
}

function prepare() {
  for (const each of live.querySelectorAll(".listen")) {
    each.hidden = !("speechSynthesis" in window);
    each.addEventListener("click", listen);
  }
}

// On a wall, pages of rows take turns.
function turn() {
  const pages = Number(live.dataset.pages);
  if (isPaused || pages < 2) return;
  page = Number(live.dataset.page) % pages + 1;
  ask();
}

pause.hidden = false;
pause.addEventListener("click", () => {
  isPaused = !isPaused;
  pause.setAttribute("aria-pressed", String(isPaused));
  tick();
  ask();
});
document.addEventListener("visibilitychange", ask);
window.addEventListener("online", ask);
window.addEventListener("pageshow", (event) => event.persisted && ask());
setInterval(tick, 1000 * STEP_SECONDS);
setInterval(ask, 1000 * Number(live.dataset.refresh));
if (document.documentElement.classList.contains("wall")) setInterval(turn, 1000 * WALL_SECONDS);
prepare();
tick();
