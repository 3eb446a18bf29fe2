// A button that copies what stands in a field. Without it, the field can be marked and copied.
"use strict"

async function copy(button) {
  const field = document.getElementById(button.dataset.copy)
  field.select()
  try {
    await navigator.clipboard.writeText(field.value)
  } catch {
    // Not over plain HTTP, and not everywhere: the old way.
    document.execCommand("copy")
  }
  const words = button.textContent
  button.textContent = button.dataset.copied
  document.getElementById("announcement").textContent = button.dataset.copied
  setTimeout(() => (button.textContent = words), 2000)
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest?.("[data-copy]")
  if (button) copy(button)
})
