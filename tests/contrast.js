// Texts with less contrast than WCAG 2.2 asks for (1.4.3: https://www.w3.org/TR/WCAG22/#contrast-minimum).
() => {
  const channels = colour => colour.match(/[\d.]+/g).map(Number);
  const linear = part => part <= .04045 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4;
  const luminance = colour => channels(colour).slice(0, 3)
    .reduce((sum, value, i) => sum + linear(value / 255) * [.2126, .7152, .0722][i], 0);
  const isClear = element => (channels(getComputedStyle(element).backgroundColor)[3] ?? 1) === 0;
  const behind = element => {
    const box = element.closest('g')?.querySelector('rect');
    if (box) return getComputedStyle(box).fill;
    while (element.parentElement && isClear(element)) element = element.parentElement;
    return getComputedStyle(element).backgroundColor;
  };
  const inFront = element => getComputedStyle(element)[element instanceof SVGElement ? 'fill' : 'color'];
  const ratio = element => {
    const [light, dark] = [inFront(element), behind(element)].map(luminance).sort((a, b) => b - a);
    return (light + .05) / (dark + .05);
  };
  const least = element => parseFloat(getComputedStyle(element).fontSize) >= 24 ? 3 : 4.5;
  const holdsText = element => [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim());
  return [...document.body.querySelectorAll('*')]
    .filter(element => holdsText(element) && element.getClientRects().length)
    .filter(element => ratio(element) < least(element))
    .map(element => `${element.textContent.trim()}: ${ratio(element).toFixed(1)}`);
}
