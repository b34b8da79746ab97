/* Runs in a page within a frame (frame.py): what a reader would trip over becomes the outer page's
 * text. */
const problems = [];
const colours = text => (text.match(/[\d.]+/g) || [0, 0, 0]).slice(0, 3).map(Number);
const luminance = text => {
    const [r, g, b] = colours(text).map(v => v / 255)
        .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
/* The contrast of WCAG 2.1; 4.5 is its level AA. */
const contrast = (a, b) => {
    const [x, y] = [luminance(a), luminance(b)].sort((p, q) => q - p);
    return (x + 0.05) / (y + 0.05);
};
const ground = element => {
    if (element instanceof SVGElement) {
        const box = element.parentNode.querySelector(":scope > rect");
        const before = element.parentNode.previousElementSibling;
        if (box && !box.classList.contains("share")) return getComputedStyle(box).fill;
        if (before && before.tagName == "rect") return getComputedStyle(before).fill;
    }
    for (let e = element; e; e = e.parentElement) {
        const colour = getComputedStyle(e).backgroundColor;
        if (colour != "rgba(0, 0, 0, 0)") return colour;
    }
    return "rgb(255, 255, 255)";
};
const wide = document.documentElement.scrollWidth, screen_width = document.documentElement.clientWidth;
if (wide > screen_width) problems.push(`the page is ${wide} wide on a screen of ${screen_width}`);
for (const text of document.querySelectorAll("svg text")) {
    const c = contrast(getComputedStyle(text).fill, ground(text));
    if (c < 4.5) problems.push(`contrast ${c.toFixed(1)} of '${text.textContent}'`);
    const box = text.getBoundingClientRect();
    if (box.right > screen_width + 1 || box.left < -1) problems.push(`'${text.textContent}' leaves the page`);
}
for (const cell of document.querySelectorAll("td, th, p, h1, h2, .figures *")) {
    const c = contrast(getComputedStyle(cell).color, ground(cell));
    if (c < 4.5) problems.push(`contrast ${c.toFixed(1)} of '${cell.textContent}'`);
    if (cell.scrollWidth > cell.clientWidth + 1 && cell.clientWidth)
        problems.push(`'${cell.textContent}' is cut off`);
}
for (const box of document.querySelectorAll("figure > svg > svg")) {
    const texts = [...box.querySelectorAll(":scope > text")].map(t => t.getBoundingClientRect());
    texts.forEach((a, i) => texts.slice(i + 1).forEach(b => {
        if (a.width && b.width && a.right > b.left + 1 && b.right > a.left + 1 && a.bottom > b.top + 3 &&
            b.bottom > a.top + 3) problems.push(`texts overlap: '${box.textContent}'`);
    }));
}
const page_colour = getComputedStyle(document.body).backgroundColor;
parent.document.body.textContent = `MEASURED ${page_colour} ${screen_width} ${problems.slice(0, 8).join("; ")} END`;
