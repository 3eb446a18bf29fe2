// What a writer keeps an eye on: lengths, reading time, how the story will look in a list; and
// which panels this person keeps open.

const WORDS_A_MINUTE = 230
const LONGEST_IN_LISTS = 80
// A pause in typing, in milliseconds: then the figures are counted again.
const PAUSE = 250

const writing = document.getElementById("writing")
const field = (name) => document.getElementById(`id_${name}`)
const fill = (words, values) =>
  words.replace(/\{(\w+)\}/g, (_, name) => values[name].toLocaleString(document.documentElement.lang))
const announce = (words) => (document.getElementById("announcement").textContent = words)

// A figure that says in words when it is too much; who cannot see it hears the crossing, once.

function makeFigure(id, described) {
  const figure = Object.assign(document.createElement("span"), { id, className: "figure" })
  const others = described?.getAttribute("aria-describedby") || ""
  described?.setAttribute("aria-describedby", `${id} ${others}`.trim())
  let wasOver = null
  return {
    element: figure,
    show(words, isOver) {
      if (figure.textContent !== words) figure.textContent = words
      figure.toggleAttribute("data-over", isOver)
      if (isOver && wasOver === false) announce(words)
      wasOver = isOver
    },
  }
}

// The headline, and what a list makes of it

function startHeadline() {
  const { dataset } = writing
  const [headline, web, deck] = ["headline", "web_headline", "deck"].map(field)
  if (!headline || !web) return () => {}
  const figure = makeFigure("headline-length", headline)
  const list = writing.querySelector(".in-a-list")
  const row = web.closest(".form-row")
  list.append(...row.children)
  list.open = Boolean(list.querySelector(".errorlist"))
  list.querySelector("summary").prepend(figure.element)
  row.append(list)
  const line = (selector, words) => {
    const element = list.querySelector(selector)
    element.textContent = words
    element.hidden = !words
  }
  return () => {
    const title = (web.value || headline.value).trim().replace(/\s+/g, " ")
    const count = [...title].length
    const isLong = count > LONGEST_IN_LISTS
    const words = isLong ? dataset.headlineLong : dataset.headline
    figure.show(fill(words, { count, limit: LONGEST_IN_LISTS }), isLong)
    line(".kicker", kicker())
    line(".title", inAList(title))
    line(".deck", deck.value.trim())
  }
}

const chosen = (select) => select?.selectedOptions[0]

function kicker() {
  const section = chosen(field("section"))?.dataset.kicker
  const kind = field("kind")
  const label = !kind || kind.value === "news" ? "" : chosen(kind).text
  return [section, label].filter(Boolean).join(" · ")
}

// As StoryContent.list_title has it: a column begins with its writer's name, once.
function inAList(title) {
  const names = document.querySelectorAll("#bylines-group [name$='-name_as_printed']")
  const writer = [...names].map(({ value }) => value.trim()).find(Boolean)
  const opens = title.toLowerCase().startsWith(`${writer}:`.toLowerCase())
  return field("kind")?.value !== "column" || !writer || opens ? title : `${writer}: ${title}`
}

// The text: words, minutes, what was planned

function startText() {
  const { dataset } = writing
  const [body, planned] = ["body", "planned_words"].map(field)
  if (!body || !planned) return () => {}
  const figure = makeFigure("text-length", planned)
  const minutes = Object.assign(document.createElement("span"), { className: "figure" })
  planned.closest(".form-row").prepend(figure.element, minutes)
  return () => {
    const count = wordsOf(body.value)
    const limit = Number(planned.value)
    const over = count - limit
    const words = !limit ? dataset.words : over > 0 ? dataset.over : dataset.planned
    figure.show(fill(words, { count, planned: limit, over }), limit > 0 && over > 0)
    const length = count ? Math.max(1, Math.round(count / WORDS_A_MINUTE)) : 0
    minutes.textContent = count ? fill(dataset.minutes, { minutes: length }) : ""
  }
}

function wordsOf(html) {
  const template = document.createElement("template")
  // Between two blocks stands a blank that HTML does not write.
  template.innerHTML = html.replace(/</g, " <").replace(/ (<\/?(?:a|em|strong|su[bp])\b)/g, "$1")
  return template.content.textContent.split(/\s+/).filter(Boolean).length
}

// Folded panels stand as this person left them, in this browser; some browsers keep nothing.

function recall(key) {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

function remember(key, value) {
  try {
    localStorage.setItem(key, value)
  } catch {
    // Full or forbidden.
  }
}

function rememberFolds() {
  const nameOf = (panel) => panel.querySelector("[name]")?.name || panel.className
  for (const panel of document.querySelectorAll(".beside .module details, .in-a-list")) {
    const key = `open-${writing.dataset.person}-${nameOf(panel)}`
    panel.open ||= recall(key) === "1"
    panel.addEventListener("toggle", () => remember(key, panel.open ? "1" : "0"))
  }
}

function start() {
  const counts = [startHeadline(), startText()]
  const count = () => counts.forEach((each) => each())
  let pause = 0
  const later = () => {
    clearTimeout(pause)
    pause = setTimeout(count, PAUSE)
  }
  const form = writing.closest("form")
  for (const kind of ["input", "change"]) form.addEventListener(kind, later)
  count()
  rememberFolds()
}

if (writing) start()
