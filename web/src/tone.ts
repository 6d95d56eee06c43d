/** Two short, quiet tones, made here: no file is loaded. Browsers are silent until a person has touched the page. */
const TONES = [660, 880];
const EACH_S = 0.12;
const LOUDNESS = 0.06;
let context: AudioContext | null = null;

export function playTone(): void {
  if (!navigator.userActivation.hasBeenActive) return;
  context ??= new AudioContext();
  const begin = context.currentTime + 0.02;
  for (const [i, frequency] of TONES.entries()) {
    const at = begin + i * EACH_S;
    const oscillator = new OscillatorNode(context, { type: "sine", frequency });
    const gain = new GainNode(context, { gain: 0 });
    // Not from nothing to full: that would click.
    gain.gain.setValueAtTime(0, at);
    gain.gain.linearRampToValueAtTime(LOUDNESS, at + 0.02);
    gain.gain.linearRampToValueAtTime(0, at + EACH_S);
    oscillator.connect(gain).connect(context.destination);
    oscillator.start(at);
    oscillator.stop(at + EACH_S);
  }
}
