/** Reads codes in single video frames with ZXing; its own module, so that it is fetched only where it is needed. */
import {
  BinaryBitmap,
  DataMatrixReader,
  DecodeHintType,
  BarcodeFormat,
  HybridBinarizer,
  MultiFormatOneDReader,
  QRCodeReader,
  type Reader,
  RGBLuminanceSource,
} from "@zxing/library";

const { CODE_128, CODE_39, EAN_13, EAN_8, ITF, UPC_A } = BarcodeFormat;

/** One reader each: the library's reader of all formats writes a warning to the console for every frame without a code. */
const READERS: Reader[] = [
  new MultiFormatOneDReader(new Map([[DecodeHintType.POSSIBLE_FORMATS, [CODE_128, CODE_39, EAN_13, EAN_8, ITF, UPC_A]]])),
  new QRCodeReader(),
  new DataMatrixReader(),
];

/** The code in a picture of RGBA pixels; undefined when there is none. */
export function readPixels(pixels: Uint8ClampedArray, width: number, height: number): string | undefined {
  const grey = new Uint8ClampedArray(width * height);
  for (let at = 0; at < grey.length; at += 1) {
    const [red = 0, green = 0, blue = 0] = pixels.subarray(at * 4, at * 4 + 3);
    grey[at] = (red + 2 * green + blue) / 4;
  }
  const bitmap = new BinaryBitmap(new HybridBinarizer(new RGBLuminanceSource(grey, width, height)));
  for (const reader of READERS) {
    try {
      return reader.decode(bitmap).getText();
    } catch {
      continue; // no code of this kind in this frame
    } finally {
      reader.reset();
    }
  }
  return undefined;
}

export function frameReader(): (video: HTMLVideoElement) => Promise<string | undefined> {
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  return async (video) => {
    if (!pen || !video.videoWidth) return undefined;
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    pen.drawImage(video, 0, 0);
    return readPixels(pen.getImageData(0, 0, canvas.width, canvas.height).data, canvas.width, canvas.height);
  };
}
