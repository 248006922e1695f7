import type { Motif, Palette } from "../palette.ts";
import {
  circle,
  clipped,
  cloud,
  ellipse,
  heart,
  line,
  path,
  polygon,
  rect,
  repeat,
  scaled,
  stroke,
  turned,
} from "../shapes.ts";
import { through } from "./nature-shapes.ts";

/** Three vanes a side, and the notch at the end of the shaft. */
const fletching = (ink: Palette): string =>
  repeat(5, (index) =>
    [-1, 1]
      .map((side) =>
        polygon(
          [
            [200 + 7 * side, -24 + index * 19],
            [200 + 46 * side, -50 + index * 19],
            [200 + 46 * side, -35 + index * 19],
            [200 + 7 * side, -8 + index * 19],
          ],
          index % 2 === 0 ? ink.paper : ink.blush,
        ),
      )
      .join(""),
  );

/** A spotted patch and the stitches along its four edges. */
const patch = (ink: Palette): string => {
  const stitches = repeat(4, (index) => `M${242 + index * 20} 184v16m0 68v16M222 ${204 + index * 20}h16m68 0h16`);
  const spots = repeat(9, (index) => circle(248 + (index % 3) * 24, 210 + Math.floor(index / 3) * 24, 5, ink.paper));
  return turned(12, 272, 224, rect(230, 192, 84, 84, ink.blush, 4) + spots + stroke(stitches, ink.soot, 5));
};

/** Drawings of one heart, whole or broken. */
export const motifs: Record<string, Motif> = {
  "heart-balloon": (ink) =>
    cloud(76, 176, 130, ink.paper) +
    cloud(330, 320, 120, ink.paper) +
    clipped(
      heart(200, 142, 292, ink.cherry),
      rect(0, 0, 400, 300, ink.cherry) +
        path(
          "M200 60C80 20 70 180 200 310C150 180 160 100 200 60ZM200 60C320 20 330 180 200 310C250 180 240 100 200 60Z",
          ink.blush,
        ) +
        path("M200 60C150 100 160 200 200 310C240 200 250 100 200 60Z", ink.paper) +
        path("M20 0H90C30 90 70 200 190 300H20Z", ink.tangerine) +
        path("M380 0H310C370 90 330 200 210 300H380Z", ink.tangerine),
    ) +
    path("M172 252H228L218 284H182Z", ink.honey) +
    line(through("184,282 166,334"), ink.cocoa, 5) +
    line(through("216,282 234,334"), ink.cocoa, 5) +
    circle(183, 314, 14, ink.sand) +
    circle(215, 312, 14, ink.cocoa) +
    path("M168 312A15 15 0 0 1 198 312Z", ink.soot) +
    path("M200 310A15 15 0 0 1 230 310Z", ink.honey) +
    path("M156 332H244L232 390Q200 402 168 390Z", ink.cocoa) +
    rect(150, 326, 100, 14, ink.sand, 7) +
    stroke("M172 354H228M174 370H226", ink.sand, 4),

  "cupids-arrow": (ink) =>
    scaled(
      0.9,
      200,
      200,
      turned(56, 200, 200, rect(193, -36, 14, 250, ink.honey) + fletching(ink)) +
        heart(200, 212, 284, ink.paper) +
        heart(200, 210, 258, ink.cherry) +
        path("M116 126C98 138 92 160 98 180C106 160 118 144 140 132C134 122 126 120 116 126Z", ink.blush) +
        turned(
          56,
          200,
          200,
          path("M193 196H207V400H193Z", ink.honey) +
            polygon(through("200,446 164,374 200,392 236,374"), ink.honey) +
            ellipse(200, 198, 17, 8, ink.soot),
        ) +
        heart(330, 340, 44, ink.blush, 14) +
        heart(60, 70, 38, ink.blush, -14) +
        heart(282, 384, 26, ink.butter, -8),
    ),

  "mended-heart": (ink) => {
    const seam = "M214 92L180 150L226 190L172 250L212 292L196 356";
    const branch = "M180 150L104 128M226 190L322 154M172 250L140 304";
    return (
      clipped(
        heart(200, 204, 380, ink.cherry),
        rect(0, 0, 400, 400, ink.cherry) +
          path("M0 0H214L180 150L226 190L172 250L212 292L196 400H0Z", ink.tangerine) +
          stroke(branch, ink.honey, 9) +
          stroke(seam, ink.honey, 15) +
          stroke(seam, ink.butter, 5) +
          patch(ink),
      ) +
      path("M62 110C50 140 56 170 68 194C70 156 84 128 112 100C92 88 74 92 62 110Z", ink.blush) +
      stroke("M83 235L105 209M103 257L125 231M123 277L145 251", ink.soot, 6) +
      line(through("80,206 148,280"), ink.soot, 4)
    );
  },
};
