/** The part of Bottleneck that runs in one process; it has the same types. */
declare module 'bottleneck/light.js' {
  import Bottleneck from 'bottleneck';
  export = Bottleneck;
}
