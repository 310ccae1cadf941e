/** ZXing as a reader of single video frames; its own module, so that it is fetched only where it is needed. */
import { BrowserMultiFormatReader } from "@zxing/browser";
import { BarcodeFormat, DecodeHintType } from "@zxing/library";

export { BarcodeFormat };

export function readFrame(formats: BarcodeFormat[]): (video: HTMLVideoElement) => Promise<string | undefined> {
  const reader = new BrowserMultiFormatReader(new Map([[DecodeHintType.POSSIBLE_FORMATS, formats]]));
  const canvas = document.createElement("canvas");
  return async (video) => {
    if (!video.videoWidth) return undefined;
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    canvas.getContext("2d", { willReadFrequently: true })?.drawImage(video, 0, 0);
    try {
      return reader.decodeFromCanvas(canvas).getText();
    } catch {
      return undefined; // no code in this frame
    }
  };
}
