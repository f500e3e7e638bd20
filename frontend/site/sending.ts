/** Sending a form after a pause, so that somebody who still moves a slider or an arrow key is waited for. */

export const PAUSE = 350;
/** The timer of a choice that is still being made; 0 when it rests. */
let waiting = 0;
let inFlight = false;

/** Whether an answer that arrives now is already out of date: the reader has moved on. */
export function isWaiting(): boolean {
  return waiting !== 0;
}

/** Tells this module that a request is on its way, or that its answer has come. */
export function setInFlight(now: boolean): void {
  inFlight = now;
}

/** Sends a form after a pause; while an answer is on its way it waits for it, and then that answer is passed over. */
export function sendLater(form: HTMLFormElement | null, pause: number, prepare?: () => void): void {
  window.clearTimeout(waiting);
  waiting = window.setTimeout(() => {
    if (inFlight) {
      sendLater(form, PAUSE, prepare);
      return;
    }
    waiting = 0;
    prepare?.();
    form?.requestSubmit();
  }, pause);
}
