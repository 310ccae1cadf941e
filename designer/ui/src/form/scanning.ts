/** Reads a barcode with the camera: the browser's own reader where there is one, else ZXing, loaded only then. */

const FORMATS = ["code_128", "code_39", "ean_13", "ean_8", "itf", "upc_a", "qr_code", "data_matrix"] as const;

interface NativeReader {
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}
declare const BarcodeDetector: { new (options: { formats: readonly string[] }): NativeReader };

export function hasCamera(): boolean {
  return typeof navigator.mediaDevices?.getUserMedia === "function";
}

/** Shows the camera in `video` and resolves with the first code; rejects when the camera is refused or `signal` ends it. */
export async function scan(video: HTMLVideoElement, signal: AbortSignal): Promise<string> {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
  try {
    signal.throwIfAborted();
    video.srcObject = stream;
    await video.play();
    const read = "BarcodeDetector" in globalThis ? nativeReader() : await zxingReader();
    while (true) {
      signal.throwIfAborted();
      const code = await read(video);
      if (code) return code;
      await new Promise((resolve) => setTimeout(resolve, 120));
    }
  } finally {
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  }
}

type Reader = (video: HTMLVideoElement) => Promise<string | undefined>;

function nativeReader(): Reader {
  const detector = new BarcodeDetector({ formats: FORMATS });
  return async (video) => (await detector.detect(video))[0]?.rawValue;
}

async function zxingReader(): Promise<Reader> {
  const { frameReader } = await import("./zxing");
  return frameReader();
}
