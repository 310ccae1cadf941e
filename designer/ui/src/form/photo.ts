/** Makes a photo small enough to travel with a form: longest side and bytes are capped, the format is JPEG. */

const LONGEST_SIDE = 1280;
const BYTES_WANTED = 160_000;
const QUALITIES = [0.8, 0.65, 0.5, 0.35];

/** A data URL of at most about 160 kB. Rejects when the file is no image that the browser can read. */
export async function shrink(file: Blob): Promise<string> {
  const image = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONGEST_SIDE / Math.max(image.width, image.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(image.width * scale);
  canvas.height = Math.round(image.height * scale);
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("This browser cannot draw images.");
  pen.fillStyle = "#fff"; // JPEG has no transparency
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(image, 0, 0, canvas.width, canvas.height);
  image.close();
  return smallest(canvas);
}

function smallest(canvas: HTMLCanvasElement): string {
  let url = "";
  for (const quality of QUALITIES) {
    url = canvas.toDataURL("image/jpeg", quality);
    if (url.length * 0.75 <= BYTES_WANTED) break;
  }
  return url;
}
