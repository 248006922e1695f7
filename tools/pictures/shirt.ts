import { inks, shirts } from "./palette.ts";
import type { ShirtName } from "./palette.ts";
import { around, moved, path, rect, scaled, stroke } from "./shapes.ts";

/** The side of the square views in pixels; all outlines below are drawn in it. */
const viewSize = 800;

const upperEdge =
  "M326 94C300 108 254 122 216 134C188 143 170 160 158 182C132 226 106 274 82 322Q126 354 176 368C186 342 196 318 206 296";
const outline =
  `${upperEdge}C212 400 206 560 198 716Q400 744 602 716C594 560 588 400 594 296` +
  "C604 318 614 342 624 368Q674 354 718 322C694 274 668 226 642 182C630 160 612 143 584 134C546 122 500 108 474 94";
const body = { front: `${outline}Q400 116 326 94Z`, back: `${outline}Q400 122 326 94Z` };

const sleeveSeams = "M214 135C228 184 226 246 206 296M586 135C572 184 574 246 594 296";
const cuffStitches = "M89 310Q132 340 181 354M92 304Q134 333 183 347M711 310Q668 340 619 354M708 304Q666 333 617 347";
const hemStitches = "M199 698Q400 726 601 698M199 690Q400 718 601 690";
const rightSide = "M578 296C574 420 578 560 585 730";

/** Creases of the cloth: start point, bend point, end point and width. */
const creases: readonly (readonly [number, number, number, number, number, number, number])[] = [
  [207, 300, 252, 340, 290, 428, 26],
  [206, 304, 226, 380, 238, 486, 24],
  [593, 300, 552, 352, 522, 420, 26],
  [594, 306, 570, 390, 566, 512, 24],
  [212, 560, 262, 620, 250, 724, 30],
  [306, 548, 330, 640, 318, 730, 26],
  [466, 580, 470, 660, 488, 730, 26],
  [590, 540, 540, 610, 556, 722, 32],
  [206, 290, 180, 276, 150, 284, 20],
  [204, 280, 186, 230, 176, 196, 22],
  [594, 290, 622, 274, 654, 284, 20],
  [597, 280, 616, 232, 620, 196, 22],
];

const crease = ([fromX, fromY, bendX, bendY, toX, toY, width]: (typeof creases)[number]): string =>
  `M${fromX} ${fromY}Q${bendX + width} ${bendY} ${toX} ${toY}Q${bendX - width} ${bendY} ${fromX} ${fromY}Z`;
const creasePath = creases.map(crease).join("");

const frontRib =
  "M326 94C330 152 362 182 400 182C438 182 470 152 474 94L458 89C452 138 428 161 400 161C372 161 348 138 342 89Z";
const backRib = "M326 94Q400 122 474 94L468 86Q400 104 332 86Z";
const opening = "M342 89C348 138 372 161 400 161C428 161 452 138 458 89Q400 103 342 89Z";
const insideRib = "M342 89Q400 103 458 89L457 105Q400 122 343 105Z";

/** A neutral shade on the cloth: black darkens, white lightens. */
const shade = (data: string, opacity: number, tone = "#000"): string =>
  `<path d="${data}" fill="${tone}" opacity="${opacity}"/>`;
const pen = (data: string, opacity: number, width: number, tone = "#000", rest = ""): string =>
  `<path d="${data}" fill="none" stroke="${tone}" stroke-width="${width}" stroke-linecap="round" opacity="${opacity}" ${rest}/>`;

const definitions = (outlineOfView: string): string => `<defs>
<radialGradient id="wall" cx=".5" cy=".42" r=".75"><stop offset="0" stop-color="#e9e7e2"/><stop offset="1" stop-color="#cfccc5"/></radialGradient>
<linearGradient id="across"><stop offset="0" stop-color="#000" stop-opacity=".2"/><stop offset=".24" stop-color="#000" stop-opacity="0"/>
<stop offset=".42" stop-color="#fff" stop-opacity=".09"/><stop offset=".7" stop-color="#000" stop-opacity="0"/><stop offset="1" stop-color="#000" stop-opacity=".26"/></linearGradient>
<linearGradient id="down" x2="0" y2="1"><stop offset="0" stop-color="#fff" stop-opacity=".08"/><stop offset=".5" stop-color="#fff" stop-opacity="0"/>
<stop offset="1" stop-color="#000" stop-opacity=".14"/></linearGradient>
<filter id="soft" x="-20%" y="-20%" width="140%" height="140%"><feGaussianBlur stdDeviation="11"/></filter>
<filter id="crease" x="-20%" y="-20%" width="140%" height="140%"><feGaussianBlur stdDeviation="7.5"/></filter>
<filter id="softer" x="-20%" y="-20%" width="140%" height="140%"><feGaussianBlur stdDeviation="20"/></filter>
<clipPath id="garment"><path d="${outlineOfView}"/></clipPath></defs>`;

/** Light from the upper left, laid over cloth and print alike so that the print follows the folds. */
const folds = (outlineOfView: string): string => `<g clip-path="url(#garment)">
<g filter="url(#crease)">${moved(5, 2, shade(creasePath, 0.13))}${moved(-9, -3, shade(creasePath, 0.11, "#fff"))}</g>
<path d="${outlineOfView}" fill="url(#across)"/><path d="${outlineOfView}" fill="url(#down)"/>
<g filter="url(#soft)">${pen("M206 296C212 400 206 560 198 716M594 296C588 400 594 560 602 716", 0.18, 18)}${pen("M176 368C186 342 196 318 206 296M624 368C614 342 604 318 594 296", 0.25, 22)}</g></g>`;

const seams =
  `${pen(sleeveSeams, 0.32, 2)}${pen(sleeveSeams, 0.12, 2, "#fff", 'transform="translate(2.5 1)"')}` +
  ["#000", "#fff"]
    .map((tone, index) =>
      pen(
        cuffStitches + hemStitches,
        index === 0 ? 0.3 : 0.16,
        1.5,
        tone,
        `stroke-dasharray="5 3.5" transform="translate(0 ${index * 1.5})"`,
      ),
    )
    .join("");

const ribLines = (centreY: number, inner: number, outer: number, from: number, count = 64): string =>
  around(count, 400, centreY, 0, (x, y, degrees) =>
    degrees > from && degrees < 360 - from
      ? `<path d="M${x} ${y - inner}V${y - outer}" transform="rotate(${degrees} ${x} ${y})" stroke="#000" stroke-width="1.2" opacity=".13"/>`
      : "",
  );

const frontCollar = (cloth: string): string =>
  path(opening, cloth) +
  shade(opening, 0.42) +
  path(insideRib, cloth) +
  shade(insideRib, 0.26) +
  rect(384, 118, 32, 18, inks.paper, 1.5) +
  rect(384, 118, 32, 3.5, inks.cherry, 1) +
  rect(384, 132.5, 32, 3.5, inks.cherry, 1) +
  path(frontRib, cloth) +
  shade(frontRib, 0.07) +
  `<clipPath id="rib"><path d="${frontRib}"/></clipPath><g clip-path="url(#rib)">${ribLines(104, 40, 92, 60)}</g>` +
  pen("M326 94C330 152 362 182 400 182C438 182 470 152 474 94", 0.34, 1.8) +
  pen("M342 89C348 138 372 161 400 161C428 161 452 138 458 89", 0.22, 1.4) +
  pen("M322 104C330 158 360 188 400 188C440 188 470 158 478 104", 0.2, 1.2, "#000", 'stroke-dasharray="4 3"');

const backCollar = (cloth: string): string =>
  path(backRib, cloth) +
  shade(backRib, 0.06) +
  `<clipPath id="rib"><path d="${backRib}"/></clipPath><g clip-path="url(#rib)">${ribLines(-390, 470, 520, 168, 480)}</g>` +
  pen("M326 94Q400 122 474 94", 0.34, 1.8) +
  pen("M322 101Q400 131 478 101", 0.2, 1.2, "#000", 'stroke-dasharray="4 3"');

/** The woven edge that Selvedge is named after: a white tape with a red thread, sewn along the seam. */
const selvedge = (seam: string, width: number): string =>
  `<g clip-path="url(#garment)">${stroke(seam, "#0003", width + 3, "butt")}${stroke(seam, inks.paper, width, "butt")}${stroke(seam, inks.cherry, width * 0.3, "butt")}` +
  `<path d="${seam}" fill="none" stroke="#000" stroke-width="${width}" stroke-dasharray="1 4" opacity=".12"/></g>`;

const frontTab = moved(
  586,
  636,
  `${rect(-9, 0, 15, 30, "#000", 2).replace("/>", ' opacity=".25"/>')}${rect(-11, -2, 15, 30, inks.paper, 1.5)}${rect(-6, -2, 5, 30, inks.cherry)}`,
);

const view = (outlineOfView: string, layers: string, crop: string, size: number): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${crop}" width="${size}" height="${size}">${definitions(outlineOfView)}` +
  `<rect width="${viewSize}" height="${viewSize}" fill="url(#wall)"/>` +
  `<g filter="url(#softer)">${moved(10, 24, shade(outlineOfView, 0.26))}</g>` +
  `<g filter="url(#soft)">${moved(3, 7, shade(outlineOfView, 0.2))}</g>${layers}</svg>`;

const front = (shirt: ShirtName, motif: string, crop: string, size: number): string => {
  const cloth = shirts[shirt];
  const print = moved(240, 212, scaled(0.8, 0, 0, motif));
  return view(
    body.front,
    path(body.front, cloth) + print + folds(body.front) + seams + frontTab + frontCollar(cloth),
    crop,
    size,
  );
};

/** The shirt from the front, the motif large on the chest. */
export const frontView = (shirt: ShirtName, motif: string): string =>
  front(shirt, motif, `0 0 ${viewSize} ${viewSize}`, viewSize);

/** The front cropped to the chest, for lists. */
export const thumbnailView = (shirt: ShirtName, motif: string): string => front(shirt, motif, "148 74 504 504", 200);

/** The shirt from behind: the motif as a small mark below the collar, the selvedge along the seam. */
export const backView = (shirt: ShirtName, motif: string): string => {
  const cloth = shirts[shirt];
  const mark = moved(358, 146, scaled(0.21, 0, 0, motif));
  return view(
    body.back,
    path(body.back, cloth) + mark + folds(body.back) + seams + selvedge(rightSide, 13) + backCollar(cloth),
    `0 0 ${viewSize} ${viewSize}`,
    viewSize,
  );
};
