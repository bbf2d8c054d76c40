// Every text that is seen, with less contrast to what lies behind it than 4.5 to 1 (WCAG 2.2, success criterion 1.4.3).
(() => {
  const scratch = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const pixel = (colours) => {
    scratch.clearRect(0, 0, 1, 1);
    for (const colour of colours) {
      scratch.fillStyle = colour;
      scratch.fillRect(0, 0, 1, 1);
    }
    return [...scratch.getImageData(0, 0, 1, 1).data];
  };
  const light = (colours) => {
    const [r, g, b] = pixel(colours).map((part) => part / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  // Of HTML, what its ancestors are painted with; of the picture, whatever a text may lie on.
  const behind = (element) => {
    const papers = [];
    for (let one = element; one; one = one.parentElement) papers.unshift(getComputedStyle(one).backgroundColor);
    if (!element.closest('svg.topology')) return [papers];
    const fills = ['.lane', '.box', '.head'].map((name) => document.querySelector(`svg ${name}`)).filter(Boolean);
    return [papers, ...fills.map((one) => [getComputedStyle(one).fill])];
  };
  const poor = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.checkVisibility() || element.closest('option, .unseen')) continue;
    const style = getComputedStyle(element);
    const ink = element.closest('svg') ? style.fill : style.color;
    for (const paper of behind(element)) {
      const [a, b] = [light([...paper, ink]), light(paper)].sort((p, q) => q - p);
      const contrast = (a + 0.05) / (b + 0.05);
      if (contrast < 4.5) poor.push(`${walker.currentNode.data.trim()}: ${contrast.toFixed(2)}`);
    }
  }
  return poor;
})()
