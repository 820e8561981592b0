// The same tests, thoroughly.
import './values.test';
