"use strict";

// The signing page: draw instead of typing, see what is written where it will stand, and fields that depend on others.
// Without this it is typed, and what depends on what is said in words.
(() => {
  const form = document.querySelector("[data-signing]");
  if (!form) return;

  const modes = form.querySelector("[data-modes]");
  const pad = form.querySelector("[data-pad]");
  const kept = form.querySelector("[data-strokes]");
  const typed = form.querySelector("#typed");
  const initials = form.querySelector("#initials");
  const written = form.querySelector("[data-written]");
  const marks = [...form.querySelectorAll("[data-mark]")];
  const place = { width: Number(getComputedStyle(pad).getPropertyValue("--shape")) || 4, height: 1 };
  let strokes = []; // as drawn, in parts of the pad
  let size = null; // of the pad that they are parts of; none while only their place is known

  // Move strokes from one box into another without changing their shape: as large as the boxes' widths say, and smaller
  // where they would be too high. In the room that is left they stand as far from the edges as before, in proportion.
  function fitted(lines, from, to) {
    const points = lines.flat();
    if (!points.length || !from.height || !to.height) return [];
    const extent = (axis, whole) => {
      const values = points.map((point) => point[axis] * whole);
      const low = Math.min(...values);
      return { low, size: Math.max(...values) - low };
    };
    const x = extent(0, from.width);
    const y = extent(1, from.height);
    const scale = Math.min(to.width / from.width, y.size ? to.height / y.size : Infinity);
    const moved = (value, one, before, after) => {
      const room = before - one.size;
      const start = room > 0 ? (one.low / room) * (after - one.size * scale) : 0;
      return Math.round((10000 * (start + (value * before - one.low) * scale)) / after) / 10000;
    };
    return lines.map((line) =>
      line.map((point) => [
        moved(point[0], x, from.width, to.width),
        moved(point[1], y, from.height, to.height),
      ]),
    );
  }

  function box() {
    return { width: pad.clientWidth, height: pad.clientHeight };
  }

  function placed() {
    try {
      return JSON.parse(kept.value || "[]");
    } catch {
      return [];
    }
  }

  function read() {
    size = null;
  }

  // The pad has no size while it is hidden, and another one in another window.
  function settle() {
    const now = box();
    if (size && size.width === now.width && size.height === now.height) return;
    strokes = size ? fitted(strokes, size, now) : fitted(placed(), place, now);
    size = now;
  }

  function paint(canvas, lines, shape) {
    const shown = canvas.getBoundingClientRect();
    const ratio = window.devicePixelRatio || 1;
    canvas.width = Math.max(1, Math.round(shown.width * ratio));
    canvas.height = Math.max(1, Math.round(shown.height * ratio));
    const high = Math.min(canvas.height, canvas.width / shape);
    const left = (canvas.width - high * shape) / 2;
    const top = (canvas.height - high) / 2;
    const pen = canvas.getContext("2d");
    pen.strokeStyle = "#122169";
    pen.lineWidth = Math.max(1, 0.03 * Math.min(canvas.height, canvas.width / place.width));
    pen.lineCap = pen.lineJoin = "round";
    for (const stroke of lines) {
      pen.beginPath();
      stroke.forEach(([x, y], index) => pen[index ? "lineTo" : "moveTo"](left + x * high * shape, top + y * high));
      if (stroke.length === 1) pen.lineTo(left + stroke[0][0] * high * shape + 0.1, top + stroke[0][1] * high);
      pen.stroke();
    }
  }

  function isDrawn() {
    return form.elements.mode.value === "drawn";
  }

  function show() {
    for (const part of form.querySelectorAll("[data-mode]")) part.hidden = part.dataset.mode !== form.elements.mode.value;
    if (isDrawn()) {
      settle();
      paint(pad, strokes, size.width / size.height);
    }
    for (const mark of marks) {
      const draws = isDrawn() && mark.dataset.mark === "signature";
      const text = mark.dataset.mark === "signature" ? typed.value : initials ? initials.value : "";
      mark.querySelector("img, canvas")?.remove();
      if (draws && kept.value) {
        const canvas = document.createElement("canvas");
        mark.prepend(canvas);
        paint(canvas, placed(), place.width);
      } else if (!draws && text.trim()) {
        const image = document.createElement("img");
        image.alt = "";
        image.src = written.dataset.written + encodeURIComponent(text);
        mark.prepend(image);
      }
    }
  }

  function keep() {
    kept.value = strokes.length ? JSON.stringify(fitted(strokes, size, place)) : "";
    show();
  }

  function at(event) {
    const shown = pad.getBoundingClientRect();
    const part = (value) => Math.min(1, Math.max(0, value));
    return [part((event.clientX - shown.left) / shown.width), part((event.clientY - shown.top) / shown.height)];
  }

  let drawing = null;
  pad.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    event.preventDefault();
    pad.setPointerCapture(event.pointerId);
    drawing = [at(event)];
    strokes.push(drawing);
  });
  pad.addEventListener("pointermove", (event) => {
    if (!drawing) return;
    drawing.push(at(event));
    paint(pad, strokes, size.width / size.height);
  });
  for (const end of ["pointerup", "pointercancel"]) {
    pad.addEventListener(end, () => {
      if (drawing) {
        drawing = null;
        keep();
      }
    });
  }
  form.querySelector("[data-undo]").addEventListener("click", () => {
    strokes.pop();
    keep();
  });
  form.querySelector("[data-clear]").addEventListener("click", () => {
    strokes = [];
    keep();
  });

  // What some fields hold decides of others whether they can be filled in, or have to be. The server checks the same.
  const fields = [...form.querySelectorAll("[data-field]")];
  const ruled = fields.filter((field) => field.dataset.rules);

  function entered(field) {
    if (field.type === "checkbox" || field.type === "radio") return field.checked ? "X" : "";
    return field.value ?? "";
  }

  function applyRules() {
    let states = new Map(ruled.map((field) => [field, stateOf(field, null)]));
    for (const _ of ruled) {
      const held = new Map(
        fields.map((field) => [field.dataset.field, states.get(field)?.disabled ? field.dataset.own : entered(field)]),
      );
      states = new Map(ruled.map((field) => [field, stateOf(field, held)]));
    }
    for (const [field, state] of states) {
      if (field.dataset.mark) {
        field.hidden = state.disabled;
        continue;
      }
      field.disabled = state.disabled;
      field.required = state.required && !state.disabled;
      field.closest(".entry").classList.toggle("off", state.disabled);
    }
  }

  function stateOf(field, held) {
    const state = { disabled: "disabled" in field.dataset, required: "required" in field.dataset };
    for (const rule of held ? JSON.parse(field.dataset.rules) : []) {
      const value = held.get(rule.source) ?? rule.held;
      if ((value === rule.value) !== rule.differs) state[rule.effect] = rule.on;
    }
    return state;
  }

  let waiting = 0;
  function later() {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      written.src = written.dataset.written + encodeURIComponent(typed.value);
      show();
    }, 200);
  }
  for (const field of [typed, initials]) field?.addEventListener("input", later);
  modes.addEventListener("change", show);
  if (ruled.length) form.addEventListener("input", applyRules);
  window.addEventListener("resize", show);
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
  window.addEventListener("pageshow", () => {
    delete form.dataset.sent; // the back button may bring the page back as it was
    read();
    applyRules();
    show();
  });

  modes.hidden = false;
  read();
  applyRules();
  show();
})();
