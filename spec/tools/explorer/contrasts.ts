/**
 * Evaluated in a page: the texts that one can see whose colour stands out from what is behind by less than 4.5 to 1
 * (WCAG 2.2, AA, for texts of any size).
 */
export const CONTRASTS = `(() => {
  const canvas = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d', {
    willReadFrequently: true,
  });
  const channels = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const luminance = (rgb) => {
    const [r, g, b] = rgb.map((value) => value / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const colour = channels(getComputedStyle(one).backgroundColor);
      if (colour[3] === 255) return colour;
    }
    return [255, 255, 255, 255];
  };
  const low = [];
  const check = (element, text, colour) => {
    if (!element.checkVisibility() || element.closest('.unseen')) return;
    const [a, b] = [channels(colour), ground(element)].map((rgba) => luminance(rgba.slice(0, 3)));
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) low.push({ text: text.trim().slice(0, 40), ratio });
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { textContent, parentElement } = walker.currentNode;
    if (textContent.trim()) check(parentElement, textContent, getComputedStyle(parentElement).color);
  }
  for (const field of document.querySelectorAll('input, select, textarea')) {
    check(field, field.value || field.name || field.id, getComputedStyle(field).color);
    if (field.placeholder) check(field, field.placeholder, getComputedStyle(field, '::placeholder').color);
  }
  return low;
})()`;
