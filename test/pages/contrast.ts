import type { Page } from 'playwright-core';

/** Of texts of this size and more, in CSS pixels, less is enough; bold ones from a smaller size on. */
const large = { size: 24, bold: 18.66 };
/** WCAG 2.2, 1.4.3. */
const least = { usual: 4.5, large: 3 };

/**
 * Texts that stand out too little from what is behind them, each with its ratio; empty when there are none. Colours are those of the styles:
 * what lies behind by place and not by nesting is not seen, nor are pictures. What cannot be used (`disabled`) may be faint.
 */
export function faintTextsOf(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`(() => {
    const large = ${JSON.stringify(large)}, least = ${JSON.stringify(least)};
    const brush = Object.assign(document.createElement('canvas'), { width: 1, height: 1 })
      .getContext('2d', { willReadFrequently: true });
    const read = (color) => {
      brush.clearRect(0, 0, 1, 1);
      brush.fillStyle = color;
      brush.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = brush.getImageData(0, 0, 1, 1).data;
      return { rgb: [r, g, b], alpha: a / 255 };
    };
    const over = ({ rgb, alpha }, below) => rgb.map((one, at) => one * alpha + below[at] * (1 - alpha));
    const behind = (element) => {
      if (element === null) {
        return [255, 255, 255];
      }
      const own = read(getComputedStyle(element).backgroundColor);
      return own.alpha === 1 ? own.rgb : over(own, behind(element.parentElement));
    };
    const luminance = (rgb) => {
      const [r, g, b] = rgb.map((one) => (one / 255 <= 0.04045 ? one / 255 / 12.92 : ((one / 255 + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const isSeen = (element) => {
      const { width, height } = element.getBoundingClientRect();
      return element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && width > 1 && height > 1;
    };
    const faint = new Set();
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text !== null; text = texts.nextNode()) {
      const element = text.parentElement;
      if (text.data.trim() === '' || !isSeen(element) || element.closest(':disabled') !== null) {
        continue;
      }
      const { color, fontSize, fontWeight } = getComputedStyle(element);
      const size = parseFloat(fontSize);
      const ground = behind(element);
      const [light, dark] = [luminance(over(read(color), ground)), luminance(ground)].sort((one, other) => other - one);
      const ratio = (light + 0.05) / (dark + 0.05);
      const isLarge = size >= large.size || (size >= large.bold && Number(fontWeight) >= 700);
      if (ratio < (isLarge ? least.large : least.usual)) {
        faint.add(ratio.toFixed(2) + ': ' + text.data.trim().slice(0, 60));
      }
    }
    return [...faint];
  })()`);
}
