// The same tests, thoroughly.
import './transcript.test';
