/** What is done with a pointer on the canvas; places are from its left upper corner. */
interface Moves {
  moved(x: number, y: number): void;
  left(): void;
  clicked(x: number, y: number): void;
  /** By so many pixels since the last call. */
  dragged(dx: number): void;
  wheel(event: WheelEvent, x: number): void;
}

/** Further than that is no click. */
const DRAG_DISTANCE = 4;

export function movesOf(canvas: HTMLCanvasElement, moves: Moves): void {
  let pressedAt: number | undefined;
  let lastX = 0;
  let isDrag = false;
  canvas.addEventListener('pointerdown', (event) => {
    [pressedAt, lastX, isDrag] = [event.offsetX, event.offsetX, false];
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener('pointermove', ({ offsetX, offsetY }) => {
    if (pressedAt === undefined) return moves.moved(offsetX, offsetY);
    isDrag ||= Math.abs(offsetX - pressedAt) > DRAG_DISTANCE;
    if (!isDrag) return;
    canvas.classList.add('dragged');
    moves.left();
    moves.dragged(offsetX - lastX);
    lastX = offsetX;
  });
  canvas.addEventListener('pointerup', ({ offsetX, offsetY }) => {
    if (pressedAt !== undefined && !isDrag) moves.clicked(offsetX, offsetY);
    pressedAt = undefined;
    canvas.classList.remove('dragged');
  });
  canvas.addEventListener('pointerleave', () => moves.left());
  canvas.addEventListener('wheel', (event) => moves.wheel(event, event.offsetX), { passive: false });
}
