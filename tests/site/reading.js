// Reads a page as a person sees it: what is wider than the window, and which text is too pale for what is behind it.
// Evaluates to {wide, cut, small, pale, seen}; see tests/site/browser.py for the members.
(within) => {
  const cache = new Map();
  const pixel = Object.assign(document.createElement("canvas"), { width: 1, height: 1 })
    .getContext("2d", { willReadFrequently: true });

  // A colour as [red, green, blue, alpha], each from 0 to 1.
  function colour(text) {
    if (!cache.has(text)) {
      const rgb = text.match(/^rgba?\(([\d.]+), ([\d.]+), ([\d.]+)(?:, ([\d.]+))?\)$/);
      if (rgb) {
        cache.set(text, [rgb[1] / 255, rgb[2] / 255, rgb[3] / 255, rgb[4] === undefined ? 1 : Number(rgb[4])]);
      } else {
        pixel.clearRect(0, 0, 1, 1);
        pixel.fillStyle = text;
        pixel.fillRect(0, 0, 1, 1);
        cache.set(text, [...pixel.getImageData(0, 0, 1, 1).data].map((part) => part / 255));
      }
    }
    return cache.get(text);
  }

  function over(top, below) {
    const alpha = top[3] + below[3] * (1 - top[3]);
    if (alpha === 0) return [0, 0, 0, 0];
    const parts = [0, 1, 2].map((n) => (top[n] * top[3] + below[n] * below[3] * (1 - top[3])) / alpha);
    return [...parts, alpha];
  }

  const faded = (one, opacity) => [one[0], one[1], one[2], one[3] * opacity];

  function luminance(one) {
    const [r, g, b] = one.slice(0, 3).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }

  function ratio(one, other) {
    const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  }

  const canvas = matchMedia("(prefers-color-scheme: dark)").matches &&
    getComputedStyle(document.documentElement).colorScheme.includes("dark") ? [0.07, 0.07, 0.07, 1] : [1, 1, 1, 1];

  // What an element paints behind what is in it; asked for every text in it, so it is kept.
  const paints = new Map();
  function painted(element) {
    if (!paints.has(element)) {
      const style = getComputedStyle(element);
      const fills = !(element instanceof SVGElement) || element instanceof SVGSVGElement;
      paints.set(element, {
        picture: fills && style.backgroundImage !== "none",
        paint: fills ? colour(style.backgroundColor) : null,
        opacity: Number(style.opacity),
      });
    }
    return paints.get(element);
  }

  // What a reader sees of a text and behind it: from the inside out, an element's opacity fades both.
  function composed(element, ink, below) {
    let [text, behind] = [over(ink, below), below];
    for (let at = element; at; at = at.parentElement) {
      const { picture, paint, opacity } = painted(at);
      if (picture) return null;
      if (paint) [text, behind] = [over(text, paint), over(behind, paint)];
      if (opacity < 1) [text, behind] = [faded(text, opacity), faded(behind, opacity)];
    }
    return [over(text, canvas), over(behind, canvas)];
  }

  // In a drawing the shapes painted earlier are behind a text, not its parents.
  function shapesBehind(element, box) {
    const drawing = element.closest("svg");
    let behind = [0, 0, 0, 0];
    if (!drawing) return behind;
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    for (const shape of drawing.querySelectorAll("rect, circle, ellipse, polygon, path")) {
      if (!(shape.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING)) continue;
      if (shape.closest("defs, marker, clipPath, mask")) continue;
      const style = getComputedStyle(shape);
      const area = shape.getBoundingClientRect();
      if (style.fill === "none" || x < area.left || x > area.right || y < area.top || y > area.bottom) continue;
      behind = over(faded(colour(style.fill), Number(style.fillOpacity) * Number(style.opacity)), behind);
    }
    return behind;
  }

  function selector(element) {
    const names = [];
    for (let at = element; at && at !== document.body && names.length < 4; at = at.parentElement) {
      names.unshift(at.localName + [...at.classList].slice(0, 3).map((name) => `.${name}`).join(""));
    }
    return names.join(" > ");
  }

  const shown = (element) =>
    element.checkVisibility({ opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: false });
  const hex = (one) => `#${one.slice(0, 3).map((c) => Math.round(c * 255).toString(16).padStart(2, "0")).join("")}`;
  const answer = { wide: 0, cut: [], small: [], pale: [], seen: 0 };
  const found = new Map();

  function judge(element, style, text, box, mark) {
    answer.seen += 1;
    const drawn = element instanceof SVGElement;
    const ink = colour(drawn ? style.fill : style.color);
    if (ink[3] === 0) return;
    const size = parseFloat(style.fontSize);
    const least = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
    const pair = composed(element, ink, shapesBehind(element, box));
    const got = pair ? ratio(...pair) : 0;
    if (got >= least) return;
    const where = selector(element) + mark;
    const colours = pair ? `${hex(pair[0])} on ${hex(pair[1])}` : "over a background image";
    const key = `${where} ${colours}`;
    if (!found.has(key)) {
      found.set(key, { where, colours, ratio: Math.floor(got * 100) / 100, least, text: text.slice(0, 40), times: 0 });
    }
    found.get(key).times += 1;
  }

  function scrolls(element) {
    for (let at = element; at && at !== document.body; at = at.parentElement) {
      if (["auto", "scroll"].includes(getComputedStyle(at).overflowX)) return true;
    }
    return false;
  }

  const wanted = (element) => !within || element.closest(within);

  // The size of letters in a drawing that is scaled to its place.
  function tooSmall(element, style) {
    const scale = element instanceof SVGElement && element.getScreenCTM ? element.getScreenCTM().a : 1;
    return parseFloat(style.fontSize) * scale < 9;
  }

  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  const mute = new Set(["SCRIPT", "STYLE", "NOSCRIPT", "TEMPLATE", "OPTION", "title", "desc"]);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const element = node.parentElement;
    const text = node.data.trim();
    if (!text || mute.has(element.tagName) || !wanted(element) || !shown(element)) continue;
    range.selectNodeContents(node);
    const boxes = [...range.getClientRects()].filter((box) => box.width > 0 && box.height > 0);
    if (!boxes.length) continue;
    const style = getComputedStyle(element);
    judge(element, style, text, boxes[0], "");
    if (tooSmall(element, style)) answer.small.push(`${selector(element)}: ${text.slice(0, 40)}`);
    if (boxes.some((box) => box.right > innerWidth + 1) && !scrolls(element)) {
      answer.cut.push(`${selector(element)}: ${text.slice(0, 40)}`);
    }
  }
  for (const element of document.body.querySelectorAll("*")) {
    if (!wanted(element)) continue;
    for (const mark of ["::before", "::after"]) {
      const style = getComputedStyle(element, mark);
      if (!/^"[^"]*\w[^"]*"$/.test(style.content) || style.display === "none" || !shown(element)) continue;
      judge(element, style, style.content, element.getBoundingClientRect(), mark);
    }
    if (element.matches("input, textarea") && element.placeholder && shown(element)) {
      const box = element.getBoundingClientRect();
      const style = getComputedStyle(element, "::placeholder");
      if (box.width > 0) judge(element, style, element.placeholder, box, "::placeholder");
    }
  }
  answer.wide = document.scrollingElement.scrollWidth - innerWidth;
  answer.pale = [...found.values()];
  return answer;
}
