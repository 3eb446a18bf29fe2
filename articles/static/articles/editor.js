// The desk's part of the body editor: what is stored, what is pasted, toolbar and keys.
// articles/admin/editor.py sets it up; the Link here replaces the package's.

import * as editorPackage from "django-prose-editor/editor"

const { Extension, crel, updateAttrsDialog } = editorPackage
const unwrap = (element) => element.replaceWith(...element.childNodes)

// What is stored

const isAllowed = (address, schemes) =>
  URL.canParse(address, document.baseURI) &&
  schemes.includes(new URL(address, document.baseURI).protocol.slice(0, -1))

export const Link = editorPackage.Link.extend({
  addOptions() {
    const isAllowedUri = (address, { protocols }) => isAllowed(address, protocols)
    return { ...this.parent(), isAllowedUri }
  },
  // Nothing becomes a link unasked: in "Amazon.com said" it is a name. An address pasted over
  // selected words links them all the same.
  addPasteRules: () => [],
  addKeyboardShortcuts: () => ({}),
})

/** HTML as a story keeps it: only allowed attributes, no paragraph around the text of an item. */
function tidy(html, allowed) {
  const template = crel("template", { innerHTML: html })
  for (const element of template.content.querySelectorAll("*")) {
    const unwanted = (name) => !allowed[element.localName]?.includes(name)
    element.getAttributeNames().filter(unwanted).forEach((name) => element.removeAttribute(name))
  }
  for (const cell of template.content.querySelectorAll("li, td, th")) {
    const [first, ...rest] = cell.children
    if (first?.matches("p") && rest.every((child) => child.matches("ul, ol"))) unwrap(first)
  }
  for (const table of template.content.querySelectorAll("table")) {
    const first = [...table.rows].findIndex((row) => row.querySelector("td"))
    if (first > 0) table.createTHead().append(...[...table.rows].slice(0, first))
  }
  // The package takes a single empty element for an empty text, even where that is a photo.
  const { children } = template.content
  return children.length === 1 && children[0].matches("figure")
    ? `${template.innerHTML}\n`
    : template.innerHTML
}

// What is pasted: from Word, Google Docs, web pages

function plainPaste(html) {
  if (html.includes("data-pm-slice")) return html
  const template = crel("template", { innerHTML: html })
  const each = (selector, change) => template.content.querySelectorAll(selector).forEach(change)
  each("style, title, script, img", (element) => element.remove())
  // Google Docs wraps everything in a <b> that is not bold, and sets lists beside their item.
  each("b", (bold) => /(^|[;\s])font-weight:\s*normal/i.test(styleOf(bold)) && unwrap(bold))
  each(":is(ul, ol) > :is(ul, ol)", (list) => list.previousElementSibling?.append(list))
  each("p, h1, h2, h3, h4, h5, h6, .ListContainerWrapper", findListItem)
  each("h1, h2, h3, h4, h5, h6", lowerHeading)
  each("a[href]", plainLink)
  textsOf(template.content).forEach(plainBlanks)
  each("p, h2, h3, div", dropEmpty)
  each(":is(p, h2, h3, ul, ol) + br, br:has(+ :is(p, h2, h3, ul, ol))", (gap) => gap.remove())
  return template.innerHTML
}

const styleOf = (element) => element.getAttribute("style") || ""

function textsOf(element) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
  const texts = []
  while (walker.nextNode()) texts.push(walker.currentNode)
  return texts
}

// Word writes an item as a paragraph with "mso-list:l0 level2" in its style and the sign as text;
// Word on the web puts each item into a list of its own.
function findListItem(block) {
  const alone = block.matches(".ListContainerWrapper") && block.querySelector("li")
  if (alone) {
    const { localName, start } = alone.parentElement
    return addToList(block, alone, alone.dataset.ariaLevel, localName, start)
  }
  const level = /mso-list:[^;]*level(\d+)/i.exec(styleOf(block))?.[1]
  const isSign = (span) => /mso-list:\s*ignore/i.test(styleOf(span))
  const signs = [...block.querySelectorAll("span")].filter(isSign)
  const sign = signs.map((span) => span.textContent).join("")
  const typed = /^\s*[·•▪◦‣\uf0b7\uf0a7]\s/
  if (level && sign) signs.forEach((span) => span.remove())
  else if (typed.test(block.textContent) && !block.closest("li")) {
    const text = textsOf(block).find(({ data }) => data.trim())
    text.data = text.data.trimStart().slice(1)
  } else return
  const kind = /^\s*\(?[\da-z]+[.)]/i.test(sign) ? "ol" : "ul"
  addToList(block, block, level, kind, parseInt(sign, 10))
}

function addToList(block, { childNodes }, level = 1, kind, start) {
  const newList = () => crel(kind, { "data-made": "", ...(start > 1 && { start }) })
  let list = block.previousElementSibling
  if (!list?.matches("[data-made]") || (level < 2 && list.localName !== kind)) {
    list = newList()
    block.before(list)
  }
  for (let depth = 1; depth < level && list.lastElementChild; depth += 1) {
    const item = list.lastElementChild
    list = item.querySelector(":scope > [data-made]") || item.appendChild(newList())
  }
  list.append(crel("li", {}, childNodes))
  block.remove()
}

function lowerHeading(heading) {
  const lowered = crel(heading.matches("h1, h2") ? "h2" : "h3", {}, heading.childNodes)
  lowered.querySelectorAll("b, strong").forEach(unwrap)
  heading.replaceWith(lowered)
}

function plainLink(link) {
  const address = link.getAttribute("href")
  if (/^(#|file:)/i.test(address)) unwrap(link)
  if (!/^https?:\/\/(www\.)?google\.[a-z.]+\/url\?/i.test(address)) return
  const { searchParams } = new URL(address)
  const target = searchParams.get("q") || searchParams.get("url") || ""
  if (/^(https?|mailto):/i.test(target)) link.setAttribute("href", target)
}

// A single no-break space stays where typography wants one: 12 km, « mot », mot !
function plainBlanks(text) {
  text.data = text.data
    .replace(/[ \u00a0]*\u00a0[ \u00a0]+|[ \u00a0]+\u00a0/g, " ")
    .replace(/(?<![\d«])\u00a0(?![:;!?»%])/g, " ")
}

// Text without formats, as a wire sends it: lines broken by hand become one paragraph again. A
// paragraph ends at an empty line, before an indented one, and where its lines were not broken.
const BROKEN_LINE = /^.{45,100}$/
const endsSentence = (line) => /[.!?:"”’)]$/.test(line)

function joinBrokenLines(text) {
  const lines = text.replace(/\r\n?/g, "\n")
  if (!lines.includes("\n")) return text
  const parts = lines.split(/\n[ \t]*\n|\n(?=[ \t]{2,}\S|\t)/)
  return parts.map(joinLines).filter(Boolean).join("\n")
}

function joinLines(part) {
  const lines = part.split("\n").map((line) => line.trim()).filter(Boolean)
  const inner = lines.slice(0, -1)
  const isBroken = inner.every((line) => BROKEN_LINE.test(line)) && !inner.every(endsSentence)
  return lines.join(isBroken ? " " : "\n")
}

function dropEmpty(block) {
  const kept = block.querySelector("table, hr, li, figure") || block.matches("td > :only-child")
  if (!block.textContent.trim() && !kept) block.remove()
}

// Toolbar: one tab stop, then arrows. Tools are named by their command; editor.css has the signs.

const TABLE_TOOLS = "addRowAfter deleteRow addColumnAfter deleteColumn toggleHeaderRow deleteTable"
const PHOTO_TOOLS = "movePhotoUp movePhotoDown removePhoto"
// What is there only while one stands in it.
const ONLY_IN = { table: TABLE_TOOLS, photoInText: PHOTO_TOOLS }
const TOOLS = [
  "toggleBold toggleItalic link",
  "toggleBulletList toggleOrderedList toggleBlockquote setHorizontalRule insertTable choosePhoto",
  "toggleSubscript toggleSuperscript",
  "undo redo html",
  TABLE_TOOLS,
  PHOTO_TOOLS,
]
const DIALOGS = { link: askForLink, html: (editor) => editor.commands.editHTML() }
const KEYS = { toggleBold: "B", toggleItalic: "I", link: "K", undo: "Z", redo: "Y" }
const CONTROL = /Mac|iP/.test(navigator.platform) ? "⌘" : "Ctrl+"

function isReady(editor, name) {
  if (name === "link") return editor.isActive("link") || !editor.state.selection.empty
  return name in DIALOGS || editor.can().chain()[name]().run()
}

function makeTool(editor, words, name) {
  const title = name in KEYS ? `${words[name]} (${CONTROL}${KEYS[name]})` : words[name]
  const button = crel("button", { type: "button", title, "aria-label": words[name] })
  button.dataset.tool = name
  const place = Object.keys(ONLY_IN).find((kind) => ONLY_IN[kind].split(" ").includes(name))
  if (place) button.textContent = words[name]
  button.addEventListener("mousedown", (event) => event.preventDefault())
  button.addEventListener("click", () => {
    if (!isReady(editor, name)) return
    // At once: the editor's own command waits a frame, and the first letter would be lost.
    editor.view.focus()
    if (name in DIALOGS) DIALOGS[name](editor, words)
    else editor.commands[name]()
  })
  const what = name.replace(/^toggle(.)/, (_, letter) => letter.toLowerCase())
  const { nodes, marks } = editor.schema
  const refresh = () => {
    if (what in nodes || what in marks) button.ariaPressed = String(editor.isActive(what))
    button.hidden = Boolean(place) && !editor.isActive(place)
    button.ariaDisabled = String(!button.hidden && !isReady(editor, name))
  }
  editor.on("transaction", refresh)
  refresh()
  return button
}

function makeBlockChoice(editor, words) {
  const levels = Object.keys(words).filter((word) => word.startsWith("level"))
  const options = levels.map((level) =>
    crel("option", { value: level.slice(5), textContent: words[level] }),
  )
  const choice = crel("select", { title: words.block, "aria-label": words.block }, options)
  // Who chose with the mouse goes on typing; who chose with the arrow keys may choose on.
  let pointed = false
  choice.addEventListener("keydown", () => (pointed = false))
  choice.addEventListener("pointerdown", () => (pointed = true))
  choice.addEventListener("change", () => {
    const level = Number(choice.value)
    editor.commands[level ? "setHeading" : "setParagraph"]({ level })
    if (pointed) editor.view.focus()
  })
  editor.on("transaction", () => (choice.value = editor.getAttributes("heading").level || 0))
  return choice
}

function makeToolbar(editor, words) {
  const groups = TOOLS.map((names) => names.split(" ").map((name) => makeTool(editor, words, name)))
  groups.unshift([makeBlockChoice(editor, words)])
  const children = groups.map((group) => crel("div", {}, group))
  const toolbar = crel("div", { role: "toolbar", "aria-label": words.toolbar }, children)
  const stops = () => groups.flat().filter(({ hidden }) => !hidden)
  const stopAt = (stop) => groups.flat().forEach((one) => (one.tabIndex = one === stop ? 0 : -1))
  stopAt(stops()[0])
  const hasStop = () => stops().some(({ tabIndex }) => tabIndex === 0)
  editor.on("transaction", () => hasStop() || stopAt(stops()[0]))
  toolbar.addEventListener("focusin", (event) => stopAt(event.target))
  toolbar.addEventListener("keydown", (event) => {
    const here = stops().indexOf(event.target)
    const next = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: -1 }[event.key]
    const back = event.key === "Escape" || (event.key === "Enter" && event.target.matches("select"))
    if (next === undefined && !back) return
    event.preventDefault()
    if (back) editor.view.focus()
    else stops().at(next % stops().length).focus()
  })
  return toolbar
}

async function askForLink(editor, words, typed, problem = words.linkHelp) {
  const question = { href: { type: "string", title: words.address, description: problem } }
  const ask = updateAttrsDialog(question, { title: words.link, submitText: words.setLink })
  const answer = await ask(editor, { href: typed || editor.getAttributes("link").href })
  editor.view.focus()
  if (!answer) return
  const address = answer.href.trim().replace(/^[\w-]+(\.[\w-]+)+($|\/)/, "https://$&")
  const chain = editor.chain().extendMarkRange("link")
  if (!address) chain.unsetLink().run()
  else chain.setLink({ href: address }).run() || askForLink(editor, words, address, words.refused)
}

// The region of the text. Tab belongs to lists and tables; after Escape it leaves the text.
let leaving = false
function leaveAfterEscape(_view, { key }) {
  const leaves = leaving && key === "Tab"
  leaving = key === "Escape" || (leaving && key === "Shift")
  return leaves
}

function describeRegion(editor, field) {
  const label = field.labels[0]
  if (label) label.id ||= `${field.id}_label`
  const described = [field.getAttribute("aria-describedby"), `${field.id}_keys`]
  const language = field.form?.elements.language
  const attributes = {
    ...(label ? { "aria-labelledby": label.id } : { "aria-label": field.name }),
    "aria-multiline": "true",
    "aria-describedby": described.filter(Boolean).join(" "),
    "aria-invalid": field.ariaInvalid || "false",
    spellcheck: "true",
  }
  const show = () => {
    const spoken = language?.value ? { lang: language.value, dir: "auto" } : {}
    const handleDOMEvents = { keydown: leaveAfterEscape, drop: refuseFiles }
    const editorProps = {
      handleDOMEvents,
      transformPastedText: joinBrokenLines,
      scrollMargin: 96,
      scrollThreshold: 96,
    }
    editor.setOptions({ editorProps: { ...editorProps, attributes: { ...attributes, ...spoken } } })
  }
  language?.addEventListener("input", show)
  show()
}

// A picture let fall here would open in the window and take the unsaved text away.
const refuseFiles = (_view, event) =>
  event.dataTransfer?.files.length > 0 && !event.preventDefault()

export const Desk = Extension.create({
  name: "desk",
  addOptions: () => ({ words: {}, allowed: {} }),
  addKeyboardShortcuts() {
    const { editor, options } = this
    const toolbarStop = '[role="toolbar"] [tabindex="0"]'
    return {
      "Mod-k": () => Boolean(isReady(editor, "link") && askForLink(editor, options.words)),
      "Alt-F10": () => !editor.options.element.querySelector(toolbarStop).focus(),
    }
  },
  transformPastedHTML: plainPaste,
  onBeforeCreate() {
    const { editor, options } = this
    // The policy forbids a style element; editor.css has these rules.
    editor.options.injectCSS = false
    const whole = editor.getHTML
    editor.getHTML = () => tidy(whole.call(editor), options.allowed)
  },
  onCreate() {
    const { editor, options } = this
    const field = editor.options.element.querySelector("textarea")
    const help = { id: `${field.id}_keys`, hidden: true, textContent: options.words.help }
    editor.view.dom.before(makeToolbar(editor, options.words), crel("p", help))
    describeRegion(editor, field)
    const openers = document.querySelectorAll(`label[for="${field.id}"], a[href="#${field.id}"]`)
    const open = (event) => event.preventDefault() || editor.commands.focus()
    openers.forEach((opener) => opener.addEventListener("click", open))
    // Another script gives the field a new text and says so.
    field.addEventListener("change", () => editor.commands.setContent(field.value))
  },
})
