// The same tests, thoroughly.
import './callingHours.test';
