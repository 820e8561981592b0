// The same tests, thoroughly.
import './polling.test';
