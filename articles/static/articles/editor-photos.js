// Photos inside the text. Each stands for a card of the form's photos: it holds the card's uid and
// shows what the card shows. articles/admin/editor.py sets it up.

import * as editorPackage from "django-prose-editor/editor"
import { announce, fill } from "./desk-choose.js"

const { Node, crel, pm } = editorPackage
const { NodeSelection, Plugin, TextSelection } = pm.state
const { Fragment, Slice } = pm.model
// Each change of a photo is undone by itself.
const { closeHistory } = pm.history
const NAME = "photoInText"
const UID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const LONGEST_SAID = 60

// The cards

const groupOfCards = () => document.getElementById("captions-group")
const named = (card, name) => card.querySelector(`[name$="-${name}"]`)
const cards = () =>
  [...(groupOfCards()?.querySelectorAll(".inline-related:not(.empty-form)") ?? [])].filter(
    (card) => named(card, "uid") && named(card, "placement"),
  )
const cardOf = (uid) => cards().find((card) => named(card, "uid").value === uid)
const hasPhoto = (card) => Boolean(named(card, "photo")?.value)
const isKept = (card) => !named(card, "DELETE")?.checked
const isInText = (card) => isKept(card) && named(card, "placement").value === "in_text"
const captionOf = (card) =>
  named(card, "text").value.trim() || named(card, "photo")?.selectedOptions?.[0]?.text || ""
const pictureOf = (card) => {
  const picture = card?.querySelector("img.thumbnail")
  if (!picture) return crel("span", { className: "no-picture" })
  return crel("img", { src: picture.src, alt: "", draggable: false })
}

// The photos of the text: blocks of their own, outside of lists, quotations, tables

const isPhoto = (node) => node?.type.name === NAME
const selected = ({ selection }) => (isPhoto(selection.node) ? selection : null)

/** Where each photo stands, by its uid; of one that stands twice the first place. */
function placesIn(doc) {
  const places = new Map()
  doc.forEach((node, place) => {
    if (isPhoto(node) && !places.has(node.attrs.caption)) places.set(node.attrs.caption, place)
  })
  return places
}

function select({ view }, tr, place) {
  const selection = NodeSelection.create(tr.doc, place)
  view.dispatch(closeHistory(tr).setSelection(selection).scrollIntoView())
  view.focus()
}

/** After the block with the cursor, which is never parted; on an empty line, above it. */
function insert(editor, uid) {
  const { tr, selection, schema } = editor.state
  const { $to } = selection
  const isEmptyLine = $to.depth === 1 && !$to.parent.content.size
  const place = !$to.depth ? $to.pos : isEmptyLine ? $to.before(1) : $to.after(1)
  select(editor, tr.insert(place, schema.nodes[NAME].create({ caption: uid })), place)
}

// Where a photo stood that its card took out: whoever thinks better of it finds it there again.
const remembered = new Map()

function takeOut({ state, view }, uid) {
  const place = placesIn(state.doc).get(uid)
  remembered.set(uid, state.doc.resolve(place).index(0))
  view.dispatch(closeHistory(state.tr).delete(place, place + 1))
}

function putBack({ state, view }, uid) {
  const { tr, doc, schema } = state
  let place = 0
  doc.forEach((node, start, number) => {
    if (number < remembered.get(uid)) place = start + node.nodeSize
  })
  view.dispatch(closeHistory(tr).insert(place, schema.nodes[NAME].create({ caption: uid })))
}

/** The selected photo past the block before or after it. */
function move({ tr, dispatch }, step, words) {
  const { doc, selection } = tr
  const { node, from, $from } = selection
  if (!isPhoto(node)) return false
  const here = $from.index(0)
  const passed = doc.maybeChild(here + step)
  if (!passed || !dispatch) return Boolean(passed)
  const there = from + step * passed.nodeSize
  closeHistory(tr).delete(from, from + 1).insert(there, node)
  tr.setSelection(NodeSelection.create(tr.doc, there)).scrollIntoView()
  const before = tr.doc.maybeChild(here + step - 1)
  announce(before ? fill(words.after, { words: saidOf(before, words) }) : words.first)
  return true
}

function remove({ tr, dispatch }) {
  if (!isPhoto(tr.selection.node)) return false
  if (dispatch) closeHistory(tr).deleteSelection()
  return true
}

function saidOf(node, words) {
  const text = isPhoto(node) ? labelOf(cardOf(node.attrs.caption), words) : node.textContent
  return text.length > LONGEST_SAID ? `${text.slice(0, LONGEST_SAID)}…` : text
}

/** The cursor behind the selected photo, on a line of its own: what is typed replaces no photo. */
function stepBehind({ tr, selection, schema }) {
  const { to, $to } = selection
  const next = $to.nodeAfter
  if (!next?.isTextblock || next.content.size) tr.insert(to, schema.nodes.paragraph.create())
  return tr.setSelection(TextSelection.create(tr.doc, to + 1))
}

// A key at the edge of a paragraph selects the photo beside it; only the next one takes it out.
function selectBeside({ state, view }, step) {
  const { empty, $from } = state.selection
  const isAtEdge = $from.parentOffset === (step < 0 ? 0 : $from.parent.content.size)
  if (!empty || $from.depth !== 1 || !isAtEdge || !$from.parent.content.size) return false
  const edge = state.doc.resolve(step < 0 ? $from.before(1) : $from.after(1))
  const beside = step < 0 ? edge.nodeBefore : edge.nodeAfter
  if (!isPhoto(beside)) return false
  const place = step < 0 ? edge.pos - 1 : edge.pos
  view.dispatch(state.tr.setSelection(NodeSelection.create(state.doc, place)))
  return true
}

/** What is pasted brings no photo that the story does not have. */
function withoutForeign(slice) {
  const kept = []
  slice.content.forEach((node) => {
    const card = isPhoto(node) && cardOf(node.attrs.caption)
    if (!isPhoto(node) || (card && isKept(card))) kept.push(node)
  })
  if (kept.length === slice.content.childCount) return slice
  return new Slice(Fragment.from(kept), slice.openStart, slice.openEnd)
}

/** A photo stands once; the first place counts, as when the text is saved. */
function withoutDoubled(transactions, _before, state) {
  if (!transactions.some(({ docChanged }) => docChanged)) return null
  const first = placesIn(state.doc)
  const doubled = []
  state.doc.forEach((node, place) => {
    if (isPhoto(node) && first.get(node.attrs.caption) !== place) doubled.unshift(place)
  })
  const { tr } = state
  doubled.forEach((place) => tr.delete(place, place + 1))
  return doubled.length ? tr : null
}

const guard = () => {
  const behind = (view) => {
    if (selected(view.state)) view.dispatch(stepBehind(view.state))
    return false
  }
  return new Plugin({
    appendTransaction: withoutDoubled,
    props: {
      transformPasted: withoutForeign,
      handleDOMEvents: { compositionstart: behind },
      handlePaste: behind,
      handleTextInput(view, _from, _to, text) {
        if (!selected(view.state)) return false
        view.dispatch(stepBehind(view.state).insertText(text).scrollIntoView())
        return true
      },
    },
  })
}

// How it looks

const labelOf = (card, words) =>
  fill(words.photo, { caption: card ? captionOf(card) || words.unnamed : words.gone })

function draw(figure, uid, words) {
  const card = cardOf(uid)
  const isPrinted = Boolean(card && isInText(card))
  const caption = card ? captionOf(card) || words.unnamed : words.gone
  const picture = pictureOf(card)
  // Not at every letter typed: pictures would flicker.
  const look = JSON.stringify([picture.src, caption, isPrinted])
  if (figure.look === look) return
  Object.assign(figure, { look })
  figure.ariaLabel = [labelOf(card, words), ...(isPrinted ? [] : [words.absent])].join(" – ")
  figure.classList.toggle("absent", !isPrinted)
  const lines = [crel("span", { textContent: caption })]
  if (!isPrinted) lines.unshift(crel("strong", { textContent: words.absent }))
  figure.replaceChildren(picture, crel("figcaption", {}, lines))
}

// Card and photo follow each other

function place(editor, card, words) {
  const uid = named(card, "uid")
  uid.value ||= crypto.randomUUID()
  const placement = named(card, "placement")
  placement.value = "in_text"
  insert(editor, uid.value)
  placement.dispatchEvent(new Event("change", { bubbles: true }))
  announce(`${fill(words.placed, { caption: captionOf(card) })} (${words.keys})`)
}

function addButton(editor, card, words) {
  const button = crel("button", { type: "button", className: "put-photo" })
  button.addEventListener("click", () => {
    const there = placesIn(editor.state.doc).get(named(card, "uid").value)
    if (there === undefined) place(editor, card, words)
    else select(editor, editor.state.tr, there)
  })
  named(card, "placement").after(button)
}

function refresh(editor, words) {
  const places = placesIn(editor.state.doc)
  for (const [uid, there] of places) {
    const figure = editor.view.nodeDOM(there)
    if (figure) draw(figure, uid, words)
  }
  for (const card of cards()) {
    if (!card.querySelector(".put-photo")) addButton(editor, card, words)
    const button = card.querySelector(".put-photo")
    button.textContent = places.has(named(card, "uid").value) ? words.show : words.put
    button.hidden = !hasPhoto(card)
  }
}

function follow(editor, card, words) {
  const uid = card && named(card, "uid")?.value
  const isThere = placesIn(editor.state.doc).has(uid)
  if (isThere && !isInText(card)) {
    takeOut(editor, uid)
    announce(fill(words.removed, { caption: captionOf(card) }))
  } else if (!isThere && remembered.has(uid) && isInText(card)) {
    putBack(editor, uid)
    announce(fill(words.placed, { caption: captionOf(card) }))
  }
  refresh(editor, words)
}

/** A photo that came into the text, by undoing or from a text taken up again, is printed there. */
function printInText(card) {
  if (isInText(card)) return
  named(card, "placement").value = "in_text"
  if (named(card, "DELETE")) named(card, "DELETE").checked = false
  named(card, "placement").dispatchEvent(new Event("change", { bubbles: true }))
}

// The dialog behind the toolbar's button

function openChoice(editor, words) {
  const places = placesIn(editor.state.doc)
  const isFree = (card) => hasPhoto(card) && isKept(card) && !places.has(named(card, "uid").value)
  const dialog = crel("dialog", { className: "photo-choice", "aria-label": words.choose })
  const makeButton = (text, act, children = []) => {
    const button = crel("button", { type: "button", textContent: text })
    button.append(...children)
    button.addEventListener("click", () => {
      dialog.close()
      act()
    })
    return button
  }
  const choices = cards().filter(isFree).map((card) => {
    const children = [pictureOf(card), crel("span", { textContent: captionOf(card) || words.unnamed })]
    return crel("li", {}, [makeButton("", () => place(editor, card, words), children)])
  })
  const picker = document.getElementById("open-picker")
  dialog.append(
    crel("h2", { textContent: words.choose }),
    choices.length ? crel("ul", {}, choices) : crel("p", { textContent: words.none }),
    crel("footer", {}, [
      ...(picker ? [makeButton(words.more, () => picker.click())] : []),
      makeButton(words.close, () => {}),
    ]),
  )
  dialog.addEventListener("close", () => {
    dialog.remove()
    editor.view.focus()
  })
  editor.view.dom.parentElement.append(dialog)
  dialog.showModal()
}

// A photo stands beside paragraphs, lists, tables, and within none of them.
export const Document = editorPackage.Document.extend({ content: `(block | ${NAME})+` })

export const PhotoInText = Node.create({
  name: NAME,
  priority: 1000,
  atom: true,
  draggable: true,
  addOptions: () => ({ words: {} }),
  addStorage: () => ({ known: new Map() }),
  addAttributes: () => ({
    caption: {
      parseHTML: (figure) => figure.dataset.caption,
      renderHTML: ({ caption }) => ({ "data-caption": caption }),
    },
  }),
  parseHTML: () => [
    {
      tag: "figure[data-caption]",
      getAttrs: ({ dataset, textContent }) =>
        UID.test(dataset.caption) && !textContent.trim() ? null : false,
    },
  ],
  renderHTML: ({ HTMLAttributes }) => ["figure", HTMLAttributes],
  addNodeView() {
    const { words } = this.options
    return ({ node }) => {
      const dom = crel("figure")
      draw(dom, node.attrs.caption, words)
      return { dom }
    }
  },
  addProseMirrorPlugins: () => [guard()],
  addCommands() {
    const { words } = this.options
    const choosePhoto =
      () =>
      ({ editor, dispatch }) => {
        if (dispatch) openChoice(editor, words)
        return Boolean(groupOfCards())
      }
    return {
      choosePhoto,
      movePhotoUp: () => (command) => move(command, -1, words),
      movePhotoDown: () => (command) => move(command, 1, words),
      removePhoto: () => remove,
    }
  },
  addKeyboardShortcuts() {
    const { editor } = this
    const act = (name) => () => {
      if (!selected(editor.state)) return false
      editor.commands[name]()
      return true
    }
    return {
      "Alt-ArrowUp": act("movePhotoUp"),
      "Alt-ArrowDown": act("movePhotoDown"),
      Backspace: () => selectBeside(editor, -1),
      Delete: () => selectBeside(editor, 1),
    }
  },
  onCreate() {
    const { editor, options, storage } = this
    storage.known = placesIn(editor.state.doc)
    const heed = ({ target }) =>
      // What the card shows of a picture just chosen comes after this event.
      setTimeout(() => follow(editor, target.closest(".inline-related"), options.words))
    // The boxes that choose by typing speak through jQuery only.
    window.django?.jQuery(groupOfCards() ?? []).on("input change", heed)
    groupOfCards()?.addEventListener("formset:added", heed)
    refresh(editor, options.words)
  },
  onUpdate() {
    const { editor, options, storage } = this
    const now = placesIn(editor.state.doc)
    const came = [...now.keys()].filter((uid) => !storage.known.has(uid))
    storage.known = now
    came.forEach((uid) => remembered.delete(uid))
    came.map(cardOf).filter(Boolean).forEach(printInText)
    refresh(editor, options.words)
  },
  onSelectionUpdate({ transaction }) {
    const photo = selected(this.editor.state)
    const { words } = this.options
    // What was put in or moved is told as that.
    if (photo && !transaction.docChanged) announce(`${labelOf(cardOf(photo.node.attrs.caption), words)} (${words.keys})`)
  },
})
