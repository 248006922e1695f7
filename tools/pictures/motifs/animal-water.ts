import type { Motif } from "../palette.ts";
import {
  arc,
  around,
  circle,
  clipped,
  curve,
  ellipse,
  line,
  mirrored,
  path,
  repeat,
  ring,
  sea,
  turned,
  wedge,
} from "../shapes.ts";
import type { Point } from "../shapes.ts";
import { each, eye, tapered, through } from "./nature-shapes.ts";

/** One arm of an octopus with suckers along its lower side. */
const arm = (points: readonly Point[], skin: string, suckers: string): string =>
  tapered(points, 46, 9, skin) +
  points
    .slice(1, -1)
    .map(([x, y], index) => circle(x, y, 8 - index * 1.2, suckers))
    .join("");

/** One side of a crab: four walking legs, a bent arm and an open pincer. */
const crabSide = (shell: string, shade: string): string =>
  repeat(4, (index) => {
    const y = 232 + index * 20;
    return line(
      [
        [250, y],
        [326 - index * 8, y - 26 + index * 20],
        [372 - index * 20, y + 26 + index * 24],
      ],
      index % 2 === 0 ? shell : shade,
      17 - index,
    );
  }) +
  tapered(through("262,200 330,190 338,136"), 30, 24, shell) +
  path(
    "M330 146C286 130 270 70 316 26C312 62 330 76 342 92C346 70 350 50 340 22C392 48 396 120 360 144C350 152 340 152 330 146Z",
    shell,
  );

/** A koi seen from above, swimming clockwise round the box's centre. */
const koi = (body: string, patch: string, fin: string): string => {
  const shape = path(
    "M84 246C54 176 92 84 186 58C222 50 244 66 242 86C240 106 218 116 196 122C142 140 120 190 112 250C110 262 90 262 84 246Z",
    body,
  );
  return (
    path("M86 236C60 262 58 300 74 326C90 312 94 300 98 288C110 304 128 312 146 308C140 280 126 254 108 236Z", fin) +
    path("M166 66C150 40 128 34 106 42C116 60 128 76 146 84Z", fin) +
    path("M190 122C204 142 202 162 186 176C174 160 168 148 164 134Z", fin) +
    shape +
    clipped(
      shape,
      ellipse(206, 74, 34, 22, patch, -20) +
        ellipse(124, 126, 34, 24, patch, -50) +
        ellipse(92, 208, 20, 30, patch, 10),
    ) +
    circle(218, 66, 6, fin) +
    circle(230, 92, 6, fin)
  );
};

const whale =
  "M44 176L104 180C112 212 128 216 150 196C196 124 300 100 366 168C398 204 396 258 372 300C330 360 200 372 122 334C62 306 34 256 44 176Z";

/** Drawings of animals in and near water. */
export const motifs: Record<string, Motif> = {
  "humpback-whale": (ink) =>
    mirrored(curve(through("258,112 268,62 308,34 332,66"), ink.paper, 14), 258) +
    curve(through("258,112 258,30"), ink.paper, 12) +
    path("M46 216C30 180 36 140 12 112C52 104 74 122 84 148C92 120 112 98 148 104C128 136 126 178 104 214Z", ink.soot) +
    path(whale, ink.soot) +
    clipped(
      path(whale, ink.soot),
      path("M400 224C330 226 300 262 262 300C244 316 224 328 196 336L190 400H400Z", ink.paper) +
        repeat(5, (index) =>
          curve(
            [
              [400, 244 + index * 20],
              [330 - index * 4, 258 + index * 17],
              [250 - index * 6, 322 + index * 12],
            ],
            ink.stone,
            5,
          ),
        ),
    ) +
    path("M232 250C240 300 226 338 188 366C176 324 176 282 196 248Z", ink.soot) +
    circle(318, 214, 9, ink.paper) +
    circle(319, 214, 5, ink.soot) +
    repeat(4, (index) => circle(338 + (index % 2) * 14, 168 + index * 9, 4, ink.stone)) +
    clipped(
      ellipse(200, 326, 200, 72, ink.ocean),
      sea(0, 326, 400, 74, 15, 4, ink.ocean) + sea(0, 356, 400, 44, 13, 5, ink.teal),
    ),

  "eight-armed-octopus": (ink) =>
    mirrored(
      arm(through("186,230 120,262 48,222 24,156 62,128 84,160"), ink.tangerine, ink.butter) +
        arm(through("184,244 112,296 36,288 16,330 50,352"), ink.tangerine, ink.butter) +
        arm(through("190,250 142,320 92,338 74,380 112,388"), ink.tangerine, ink.butter) +
        arm(through("194,250 178,316 146,352 152,386 178,374"), ink.tangerine, ink.butter),
    ) +
    path(
      "M200 18C282 18 308 84 292 140C282 176 270 196 264 240C246 268 154 268 136 240C130 196 118 176 108 140C92 84 118 18 200 18Z",
      ink.tangerine,
    ) +
    path("M132 60C146 40 170 32 186 32C160 48 146 66 140 92C128 88 126 72 132 60Z", ink.butter) +
    circle(252, 56, 9, ink.cherry) +
    circle(274, 84, 6, ink.cherry) +
    circle(228, 40, 5, ink.cherry) +
    mirrored(eye(158, 186, 31, ink.paper, ink.soot, ink.paper)) +
    arc(200, 220, 20, 110, 250, ink.cherry, 7),

  "sideways-crab": (ink) =>
    mirrored(
      crabSide(ink.cherry, ink.tangerine) +
        line(through("226,170 234,116"), ink.cherry, 12) +
        eye(235, 106, 19, ink.paper, ink.soot, ink.paper),
    ) +
    path(
      "M200 156C268 152 322 186 316 240C310 296 256 326 200 326C144 326 90 296 84 240C78 186 132 152 200 156Z",
      ink.cherry,
    ) +
    path("M200 176C256 172 294 196 292 228C250 208 150 208 108 228C106 196 144 172 200 176Z", ink.tangerine) +
    mirrored(circle(150, 250, 9, ink.blush) + circle(126, 262, 6, ink.blush) + circle(166, 274, 6, ink.blush)) +
    arc(200, 262, 34, 130, 230, ink.blush, 8),

  "two-koi": (ink) =>
    circle(200, 200, 192, ink.teal) +
    ring(200, 200, 160, ink.ice, 3) +
    arc(200, 200, 128, 40, 150, ink.ice, 3) +
    arc(200, 200, 128, 220, 330, ink.ice, 3) +
    koi(ink.tangerine, ink.cherry, ink.paper) +
    turned(180, 200, 200, koi(ink.paper, ink.tangerine, ink.butter)) +
    wedge(196, 196, 40, 30, 350, ink.leaf) +
    wedge(320, 90, 34, 230, 550, ink.leaf) +
    wedge(74, 318, 30, 80, 400, ink.leaf) +
    each("196,196,30 320,90,24 74,318,20", (x, y, reach) =>
      around(
        5,
        x,
        y,
        reach,
        (toX, toY) =>
          line(
            [
              [x, y],
              [toX, toY],
            ],
            ink.pine,
            2.5,
          ),
        66,
      ),
    ),
};
