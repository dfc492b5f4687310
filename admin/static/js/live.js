// A scorecard that is open stays true: asked every two seconds whether its book has changed, while somebody looks.
// What is open stays open, the focus stays where it was, and what changed is said.

const EVERY = 2000;
const AFTER_A_FAULT = 10000;

/** The leaves whose points changed between two sets of them, each with words that say so. */
export function changes(before, after, words) {
  const told = [];
  for (const [leaf, points] of Object.entries(after)) {
    const old = before[leaf];
    if (!old) continue;
    const moved = points
      .map((now, view) => ({ was: old[view], now, view: words.views[view] }))
      .filter(({ was, now }) => was !== now);
    const [first] = moved;
    const alike = moved.length === points.length && moved.every(({ was, now }) => was === first.was && now === first.now);
    for (const { was, now, view } of alike ? [{ ...first, view: "" }] : moved) {
      const form = view ? words.two : words.one;
      const said = form.replace("{leaf}", leaf).replace("{before}", was).replace("{after}", now);
      told.push({ leaf, words: said.replace("{view}", view) });
    }
  }
  return told;
}

function wordsOf(region) {
  return { one: region.dataset.one, two: region.dataset.two, views: JSON.parse(region.dataset.views) };
}

function page(address) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("GET", address);
    request.responseType = "document";
    request.onload = () => (request.status === 200 && request.response ? resolve(request.response) : reject(new Error(String(request.status))));
    request.onerror = () => reject(new Error("network"));
    request.send();
  });
}

/** What can be found again by its id, or by where it leads. */
function focused(region) {
  const here = document.activeElement;
  if (!here || !region.contains(here)) return null;
  const whole = here.closest("[id]");
  const within = whole && whole !== region ? whole : null;
  const tag = here.tagName.toLowerCase();
  const place = [...(within || region).querySelectorAll(tag)].indexOf(here);
  return { id: within ? within.id : region.id, tag, place, itself: here === within };
}

function focusAgain(was, otherwise) {
  if (!was) return;
  const whole = document.getElementById(was.id);
  const target = whole && (was.itself ? whole : whole.querySelectorAll(was.tag)[was.place]);
  (target || otherwise).focus({ preventScroll: true });
}

/** The same page, with the leaves that are shown now, whatever they come to. */
function again(region) {
  const address = new URL(region.dataset.again, location.href);
  const shown = [...region.querySelectorAll("tr.leaf")].map((row) => row.id.slice("tc-".length));
  address.searchParams.set("giu", shown.join(","));
  return address;
}

async function refresh(region, status) {
  const found = await page(again(region));
  const fresh = found.getElementById("live");
  if (!fresh) throw new Error("another page");
  const told = changes(JSON.parse(region.dataset.points), JSON.parse(fresh.dataset.points), wordsOf(fresh));
  for (const { leaf } of told) fresh.querySelector(`#${CSS.escape(`tc-${leaf}`)}`)?.classList.add("moved");
  const open = [...region.querySelectorAll("details[open][id]")].map((one) => one.id);
  const was = focused(region);
  const [left, top] = [scrollX, scrollY];
  const sideways = [...region.querySelectorAll(".scroll")].map((one) => one.scrollLeft);
  document.adoptNode(fresh);
  region.replaceWith(fresh);
  for (const id of open) {
    const details = document.getElementById(id);
    if (details) details.open = true;
  }
  fresh.querySelectorAll(".scroll").forEach((one, place) => (one.scrollLeft = sideways[place] || 0));
  scrollTo({ left, top, behavior: "instant" });
  focusAgain(was, status);
  status.textContent = [fresh.dataset.updated, ...told.map(({ words }) => words)].join(" ");
  return fresh;
}

function watch(start, status) {
  let region = start;
  let timer;
  let asking = false;

  // Neither address counts as somebody's doing: a page that is left open does not keep its reader signed in.
  async function ask() {
    if (asking || document.hidden) return;
    asking = true;
    let wait = EVERY;
    try {
      const known = `"${region.dataset.version}"`;
      const answer = await fetch(region.dataset.poll, {
        headers: { Accept: "application/json", "If-None-Match": known },
        cache: "no-store",
      });
      if (answer.status === 401 || answer.status === 403) {
        status.textContent = region.dataset.ended;
        return;
      }
      if (answer.status === 200 && (await answer.json()).version !== region.dataset.version) {
        region = await refresh(region, status);
        if (!region.dataset.poll) return;
      } else if (answer.status >= 400) {
        wait = AFTER_A_FAULT;
      }
    } catch {
      wait = AFTER_A_FAULT;
    } finally {
      asking = false;
    }
    if (!document.hidden) timer = setTimeout(ask, wait);
  }

  document.addEventListener("visibilitychange", () => {
    clearTimeout(timer);
    if (!document.hidden) ask();
  });
  timer = setTimeout(ask, EVERY);
}

function openInPrint() {
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details:not([open])")];
    for (const one of closed) one.open = true;
  });
  addEventListener("afterprint", () => {
    for (const one of closed) one.open = false;
  });
}

if (typeof document !== "undefined") {
  const region = document.getElementById("live");
  if (region) {
    openInPrint();
    if (region.dataset.poll) watch(region, document.getElementById("live-status"));
  }
}
