// The same tests, thoroughly.
import './liveCheck.test';
