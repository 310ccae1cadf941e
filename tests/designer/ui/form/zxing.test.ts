import { readPixels } from "@ui/form/zxing";
import { BarcodeFormat, MultiFormatWriter } from "@zxing/library";
import { describe, expect, it } from "vitest";

/** The code as a picture: black on white, every module `scale` pixels wide. */
function picture(content: string, width: number, height: number): Uint8ClampedArray {
  const bits = new MultiFormatWriter().encode(content, BarcodeFormat.QR_CODE, width, height, new Map());
  const pixels = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) if (bits.get(x, y)) pixels.fill(0, (y * width + x) * 4, (y * width + x) * 4 + 3);
  }
  return pixels;
}

describe("readPixels", () => {
  it("reads a code in a frame", () => {
    expect(readPixels(picture("RMA-1042/Größe", 200, 200), 200, 200)).toBe("RMA-1042/Größe");
  });

  it("finds nothing in an empty frame, without a word on the console", () => {
    expect(readPixels(new Uint8ClampedArray(200 * 200 * 4).fill(255), 200, 200)).toBeUndefined();
  });
});
