// The focus point on a photo's picture: set by click, drag and keys; the cuts follow. What counts
// are the two numbers of the form, which are typed where there is no script.

const STEP = 1
const FAR = 5
const MIDDLE = 50
const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }

const frame = document.querySelector(".focus")
const marker = frame?.querySelector(".marker")
const fields = ["id_focus_x", "id_focus_y"].map((id) => document.getElementById(id))

const within = (number) => Math.min(100, Math.max(0, Math.round(number * 10) / 10))
const point = () =>
  fields.map(({ value, defaultValue }) => within(parseFloat(value || defaultValue) || 0))

function draw() {
  const [x, y] = point()
  marker.style.left = `${x}%`
  marker.style.top = `${y}%`
  for (const cut of document.querySelectorAll(".cuts img")) cut.style.objectPosition = `${x}% ${y}%`
  marker.ariaValueNow = String(x)
  marker.ariaValueText = frame.dataset.said.replace("{x}", x).replace("{y}", y)
}

function move(...to) {
  to.forEach((number, axis) => (fields[axis].value = within(number)))
  draw()
}

function moveTo({ clientX, clientY }) {
  const { left, top, width, height } = frame.getBoundingClientRect()
  move(Math.round(((clientX - left) / width) * 100), Math.round(((clientY - top) / height) * 100))
}

function press(event) {
  const direction = KEYS[event.key]
  if (event.ctrlKey || event.altKey || event.metaKey) return
  if (event.key === "Home") move(MIDDLE, MIDDLE)
  else if (direction) {
    const step = event.shiftKey ? FAR : STEP
    move(...point().map((at, axis) => at + step * direction[axis]))
  } else return
  event.preventDefault()
}

// By mouse the point follows from wherever it is pressed; a finger drags the marker itself, since
// on the picture it scrolls the page.
function grab(event) {
  if (event.button !== 0 || (event.pointerType === "touch" && event.target !== marker)) return
  event.preventDefault()
  marker.focus({ preventScroll: true })
  frame.setPointerCapture(event.pointerId)
  moveTo(event)
}

function follow(event) {
  if (frame.hasPointerCapture(event.pointerId)) moveTo(event)
}

function tap(event) {
  // A key that presses the marker is a click without a place.
  if (event.detail) moveTo(event)
}

function start() {
  const picture = frame.querySelector("img")
  const [width, height] = ["width", "height"].map((name) => picture.getAttribute(name))
  // Lets the frame be as wide as the picture is, however high the window.
  frame.style.setProperty("--ratio", width / height)
  marker.addEventListener("keydown", press)
  frame.addEventListener("pointerdown", grab)
  frame.addEventListener("pointermove", follow)
  frame.addEventListener("click", tap)
  for (const field of fields) field.addEventListener("input", draw)
  draw()
}

// Who only reads the photo has no fields, and the marker nothing to write into.
if (frame && fields.every(Boolean)) start()
else for (const part of document.querySelectorAll(".focus .marker, .cuts")) part.remove()
