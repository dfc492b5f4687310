// Whoever is about to be signed out hears of it in time, and may put it off.

const WARN = 2 * 60 * 1000;
const dialog = document.getElementById("ending");
let timer;

// Durations, not times of day: the clock of this machine may be wrong.
function warnBefore(remaining) {
  clearTimeout(timer);
  timer = setTimeout(() => dialog.showModal(), Math.max(remaining - WARN, 0));
}

async function carryOn() {
  const answer = await fetch(dialog.dataset.continue, {
    method: "POST",
    headers: { "X-CSRFToken": dialog.dataset.token, Accept: "application/json" },
  });
  if (!answer.ok) {
    location.reload();
    return;
  }
  warnBefore((await answer.json()).remaining);
  dialog.close();
}

warnBefore(Number(dialog.dataset.remaining));
document.getElementById("ending-continue").addEventListener("click", carryOn);
