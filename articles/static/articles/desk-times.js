// Keeps what stands beside a time true: its zone, and how far off it is. The server asks about
// times the clock skips or doubles; here they are only named.
"use strict"

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const language = document.documentElement.lang || "en"

// What the clock of a zone shows at a moment, written as if it were UTC
function onTheWall(zone, moment) {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: zone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric",
    hour: "numeric", minute: "numeric", second: "numeric",
  })
  const part = Object.fromEntries(format.formatToParts(moment).map(({ type, value }) => [type, +value]))
  return Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second)
}

// The moments a time in the box can mean: none where the clock jumps over it, two where it is set back
function momentsOf(zone, text) {
  const wall = Math.floor(Date.parse(`${text}Z`) / 1000) * 1000
  const meant = [wall - DAY, wall + DAY].map((near) => wall - (onTheWall(zone, near) - near))
  return [...new Set(meant)].filter((moment) => onTheWall(zone, moment) === wall)
}

function spanWords(minutes) {
  const days = Math.floor(minutes / (24 * 60))
  const hours = Math.floor(minutes / 60)
  let counts = { hour: hours, minute: minutes % 60 }
  if (days >= 730) counts = { year: Math.floor(days / 365) }
  else if (days >= 60) counts = { month: Math.floor(days / 30) }
  else if (days >= 7) counts = { day: days }
  else if (days) counts = { day: days, hour: hours % 24 }
  return Object.entries(counts)
    .filter(([, count]) => count)
    .map(([unit, count]) => count.toLocaleString(language, { style: "unit", unit, unitDisplay: "long" }))
    .join(" ")
}

function howFar(moment, words) {
  const ahead = moment - Date.now()
  const time = spanWords(Math.floor(Math.abs(ahead) / MINUTE))
  if (!time) return ahead > 0 ? words.soon : words.now
  return (ahead > 0 ? words.future : words.past).replace("{time}", time)
}

function refresh(control) {
  const box = control.querySelector("[type=datetime-local]")
  const words = control.dataset
  const said = control.querySelector(".when time")
  const chosen = control.querySelector(".readings :checked")
  const touched = box.value !== box.defaultValue
  const readings = control.querySelector(".readings")
  if (readings) readings.hidden = touched
  let moments = []
  if (!touched && chosen) moments = [Date.parse(chosen.value)]
  else if (!touched && said.dateTime) moments = [Date.parse(said.dateTime)]
  else if (box.value) moments = momentsOf(words.zone, box.value)
  const zone = [words.place]
  said.textContent = ""
  if (moments.length === 1) {
    const names = Object.fromEntries(words.names.split(",").map((pair) => pair.split(/ (.*)/)))
    const second = Math.floor(moments[0] / 1000) * 1000
    const name = names[(onTheWall(words.zone, second) - second) / MINUTE]
    if (name && name !== words.place) zone.push(name)
    said.textContent = howFar(moments[0], words)
  } else if (box.value && touched) {
    said.textContent = moments.length ? words.doubled : words.skipped
  }
  control.querySelector(".when .zone").textContent = zone.join(", ")
}

function refreshAll() {
  // Elsewhere a time is only read: the history has such, and no box for them.
  for (const control of document.querySelectorAll(".time:has([type=datetime-local])")) {
    refresh(control)
  }
}

for (const kind of ["input", "change"]) {
  document.addEventListener(kind, ({ target }) => {
    const control = target.closest?.(".time")
    if (control) refresh(control)
  })
}
refreshAll()
setInterval(refreshAll, MINUTE / 4)
