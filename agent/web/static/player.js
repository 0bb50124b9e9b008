// Plays the live stream: WebSocket in, Media Source Extensions out.
//
// The stream's messages are described in agent/web/hub.py. The player keeps close to the live edge (the end of
// what it has received): a little behind it plays slightly faster, far behind it jumps, and when too little is
// in hand it plays slightly slower, so that it does not stop.

const Source = window.MediaSource ?? window.ManagedMediaSource;

const TICK_MS = 100;
const CUSHION_S = 0.3; // distance to the live edge that is aimed at
const CUSHION_MAX_S = 0.5; // after stalls it grows up to this
const CATCH_UP_S = 0.6; // farther behind: play faster
const JUMP_S = 2; // farther behind: jump
const KEEP_S = 8; // played picture kept in the buffer
const EVICT_S = 16; // what was played longer ago is removed
const QUEUE_BYTES = 12 * 1024 * 1024; // received, not yet in the buffer
const SILENT_MS = 10_000; // connected, but nothing comes: connect again
const ASLEEP_MS = 30_000; // hidden and muted for so long: stop receiving
const MAX_ATTEMPTS = 20;

export class Player extends EventTarget {
  #video;
  #still;
  #url;
  #socket = null;
  #source = null;
  #buffer = null;
  #opening = false; // the next binary message is an initialisation segment
  #queue = [];
  #queued = 0;
  #begun = false;
  #catching = false;
  #cushion = CUSHION_S;
  #attempts = 0;
  #retry = 0;
  #sleep = 0;
  #heardAt = 0;
  #refused = false;
  #state = "connecting";
  stats = { epoch: null, received: 0, stalls: 0, jumps: 0, connects: 0 };

  constructor(video, still, url) {
    super();
    this.#video = video;
    this.#still = still;
    this.#url = url;
    video.disableRemotePlayback = true;
    video.addEventListener("playing", () => this.#onPlaying());
    video.addEventListener("waiting", () => this.#onWaiting());
    video.addEventListener("error", () => this.#fail());
    document.addEventListener("visibilitychange", () => this.#onVisibility());
    window.addEventListener("online", () => this.#state !== "playing" && this.restart());
    setInterval(() => this.#tick(), TICK_MS);
  }

  get state() {
    return this.#state;
  }

  /** Seconds between what is shown and the newest picture received; null before there is any. */
  get latency() {
    const { buffered, currentTime } = this.#video;
    return this.#begun && buffered.length ? buffered.end(buffered.length - 1) - currentTime : null;
  }

  /** Connect now, whatever was before. */
  restart() {
    this.#attempts = 0;
    this.#connect();
  }

  /** Go to the live edge. Also starts a picture that the browser refused to start by itself. */
  goLive() {
    if (this.#begun) this.#seekToLive();
    this.#play();
  }

  #connect() {
    clearTimeout(this.#retry);
    this.#hangUp();
    if (!Source) return this.#become("unsupported");
    this.#become(this.#attempts ? "reconnecting" : "connecting");
    const socket = new WebSocket(this.#url);
    socket.binaryType = "arraybuffer";
    socket.onopen = () => socket === this.#socket && this.#become("waiting");
    socket.onmessage = ({ data }) => socket === this.#socket && this.#receive(data);
    socket.onclose = () => socket === this.#socket && this.#lost();
    this.#socket = socket;
    this.#heardAt = performance.now();
    this.#refused = false;
    this.stats.connects += 1;
  }

  #hangUp() {
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  #lost() {
    this.#hangUp();
    if (this.#state === "unsupported") return;
    this.#attempts += 1;
    if (this.#attempts > MAX_ATTEMPTS && !this.#refused) return this.#become("offline");
    const wait = this.#refused ? 10_000 : Math.min(8000, 250 * 2 ** this.#attempts);
    this.#become(this.#refused ? "full" : "reconnecting");
    this.#retry = setTimeout(() => this.#connect(), wait * (0.8 + 0.4 * Math.random()));
  }

  #fail() {
    if (this.#socket) this.#lost();
  }

  #receive(data) {
    this.#heardAt = performance.now();
    if (typeof data === "string") {
      const told = JSON.parse(data);
      if (told.type === "init") this.#open(told);
      else if (told.type === "refused") this.#refused = true;
      return;
    }
    this.stats.received += 1;
    this.#queue.push(data);
    this.#queued += data.byteLength;
    if (this.#queued > QUEUE_BYTES) return this.#fail();
    this.#pump();
  }

  #open({ codecs, epoch }) {
    const type = `video/mp4; codecs="${codecs}"`;
    if (!Source.isTypeSupported(type)) {
      this.#become("unsupported");
      return this.#hangUp();
    }
    this.#freeze();
    this.stats.epoch = epoch;
    this.#queue = [];
    this.#queued = 0;
    this.#buffer = null;
    this.#begun = false;
    if (this.#state !== "playing") this.#become("waiting");
    const source = new Source();
    const address = URL.createObjectURL(source);
    source.addEventListener(
      "sourceopen",
      () => {
        URL.revokeObjectURL(address);
        if (source !== this.#source) return;
        this.#buffer = source.addSourceBuffer(type);
        this.#buffer.addEventListener("updateend", () => source === this.#source && this.#pump());
        this.#buffer.addEventListener("error", () => source === this.#source && this.#fail());
        this.#pump();
      },
      { once: true },
    );
    this.#source = source;
    this.#video.src = address;
  }

  /** Keep the last picture in view while a new epoch begins. */
  #freeze() {
    const video = this.#video;
    if (!this.#begun || video.readyState < 2 || !video.videoWidth) return;
    this.#still.width = video.videoWidth;
    this.#still.height = video.videoHeight;
    this.#still.getContext("2d").drawImage(video, 0, 0);
    this.#still.hidden = false;
  }

  #pump() {
    const buffer = this.#buffer;
    if (!buffer || buffer.updating || this.#source.readyState !== "open") return;
    try {
      if (this.#evict(EVICT_S, KEEP_S) || !this.#queue.length) return;
      const data = this.#queue[0];
      buffer.appendBuffer(data);
      this.#queue.shift();
      this.#queued -= data.byteLength;
    } catch (error) {
      if (error.name !== "QuotaExceededError" || !this.#evict(1, 0.5)) this.#fail();
    }
  }

  /** Remove what was played longer ago than `after`, up to `keep` seconds ago. True when it began to. */
  #evict(after, keep) {
    const { buffered, currentTime } = this.#video;
    if (!this.#begun || !buffered.length || currentTime - buffered.start(0) < after) return false;
    this.#buffer.remove(0, currentTime - keep);
    return true;
  }

  #tick() {
    if (this.#socket && performance.now() - this.#heardAt > SILENT_MS) this.#lost();
    const { buffered } = this.#video;
    if (this.#buffer && buffered.length) {
      const last = buffered.length - 1;
      if (this.#begun) this.#follow(buffered.start(last), buffered.end(last));
      else if (buffered.end(last) - buffered.start(last) >= this.#cushion) this.#begin();
    }
    this.dispatchEvent(new Event("tick"));
  }

  #begin() {
    this.#begun = true;
    this.#seekToLive();
    this.#play();
  }

  #follow(start, end) {
    const video = this.#video;
    const behind = end - video.currentTime;
    if (behind > JUMP_S || video.currentTime < start) {
      this.stats.jumps += 1;
      this.#seekToLive();
    }
    if (behind > CATCH_UP_S) this.#catching = true;
    else if (behind < this.#cushion) this.#catching = false;
    let rate = 1;
    if (this.#catching) rate = Math.min(1.15, 1.05 + Math.max(0, behind - this.#cushion) * 0.15);
    else if (behind < this.#cushion / 2) rate = 0.95;
    if (video.playbackRate !== rate) video.playbackRate = rate;
    if (video.paused && this.#state === "playing") this.#play();
  }

  #seekToLive() {
    const { buffered } = this.#video;
    if (!buffered.length) return;
    const last = buffered.length - 1;
    this.#video.currentTime = Math.max(buffered.start(last), buffered.end(last) - this.#cushion);
  }

  #play() {
    this.#video.play().catch((error) => {
      if (error.name !== "NotAllowedError") return;
      if (this.#video.muted) return this.#become("blocked");
      this.#video.muted = true;
      this.#play();
    });
  }

  #onPlaying() {
    this.#attempts = 0;
    this.#still.hidden = true;
    this.#become("playing");
  }

  #onWaiting() {
    if (!this.#begun || this.#video.seeking || this.#state !== "playing") return;
    this.stats.stalls += 1;
    this.#cushion = Math.min(CUSHION_MAX_S, this.#cushion + 0.05);
    this.#become("stalled");
  }

  #onVisibility() {
    clearTimeout(this.#sleep);
    if (document.hidden) {
      this.#sleep = setTimeout(() => this.#video.muted && this.#fallAsleep(), ASLEEP_MS);
    } else if (this.#state === "asleep") {
      this.restart();
    } else {
      this.goLive();
    }
  }

  #fallAsleep() {
    clearTimeout(this.#retry);
    this.#hangUp();
    this.#become("asleep");
  }

  #become(state) {
    if (this.#state === state) return;
    this.#state = state;
    this.dispatchEvent(new Event("state"));
  }
}
